import { edited, smallBook } from '../book/made.ts';
import type { Case } from './cases.ts';

const RUNBOOK = 'runbooks/acme/ShopDown.mdx';

/** The runbook of the small book with a text below Diagnosis, on line 26, and fields in its front matter. */
function runbook(text: string, fields = ''): ReadonlyMap<string, string> {
  const whole = (smallBook().get(RUNBOOK) as string)
    .replace('reviewedOn: 2026-09-01', `reviewedOn: 2026-10-01${fields === '' ? '' : `\n${fields}`}`)
    .replace('## Diagnosis\n\nLook at the log.\n', `## Diagnosis\n\n${text}\n`);
  return smallBook({ [RUNBOOK]: whole });
}
const GUIDE = 'guides/acme/basics.mdx';
const guide = (text: string) => edited(GUIDE, /---\n$/, `---\n${text}\n`);
const LINE = 26;
const at = (line: number, column = 1) => `${RUNBOOK}:${LINE + line}:${column}`;
const fails = (name: string, files: ReadonlyMap<string, string>, ...expected: string[]): Case => ({
  name,
  files,
  expected,
});
const passes = (name: string, files: ReadonlyMap<string, string>): Case => ({ name, files, expected: [] });

const ASK =
  '<Command name="ask" risk="low" cwd="/srv">\n\n```sh {"name":"ask","cwd":"/srv"}\ncurl https://shop.test\n```\n\n</Command>';
const command = (attributes: string, fence: string) => `<Command ${attributes}>\n\n${fence}\n\n</Command>`;
const WHOLE = `<Steps>

<Step title="Ask it">

${ASK}

<Decision ask="Does it answer?">
<Choice to="take-it-back" label="No">It does not.</Choice>
<Choice to="/runbooks/acme/ShopDown/#meaning" label="Yes" />
</Decision>

<Check>An answer.</Check>

</Step>

<Step title="Take it back" rollback="undo">

<Command name="restart" risk="high" approval="the core team" expect="It runs">

\`\`\`sh name=restart
restart shop
\`\`\`

</Command>

<Rollback id="undo">Start the one before.</Rollback>

<Verify service="acme/shop" slo="acme/shop">Look again.</Verify>

<Warning title="Hot">Careful.</Warning>

</Step>

</Steps>`;

/** Rules over steps, commands and placeholders. */
export const STEPS: Readonly<Record<string, readonly Case[]>> = {
  placeholder: [
    fails(
      'a word that nobody asks for, once however often it stands there',
      runbook('```sh\ncat <LOG> <LOG>\n```'),
      at(1, 5),
    ),
    fails(
      'a misspelt word',
      runbook('```sh\ncat {{LOGG}} <LOG>\n```', 'placeholders: [{ name: LOG, ask: The log of the shop }]'),
      `${RUNBOOK}:28:5 (LOG)`,
    ),
    fails(
      'a word that no command has',
      runbook('```sh\ncat log\n```', 'placeholders: [{ name: LOG, ask: The log of the shop }]'),
      `${RUNBOOK}:11:24`,
    ),
    passes(
      'a word that is asked for and one in small letters',
      runbook(
        '```sh\ncat <LOG> </dev/null\n```\n\nSee `<LOG>`.',
        'placeholders: [{ name: LOG, ask: The log of the shop, example: shop.log, secret: false }]',
      ),
    ),
  ],
  'command-fence': [
    fails('a prompt', runbook('```sh\n$ curl https://shop.test\n```'), at(1)),
    fails('attributes that are no JSON', runbook("```sh {'name':'ask'}\ncurl\n```"), at(0)),
    fails('a command without its fence', runbook('<Command name="ask" risk="low">curl</Command>'), at(0)),
    fails('a fence without its language', runbook(command('name="ask" risk="low"', '```\ncurl\n```')), at(2)),
    fails(
      'another name in the fence',
      runbook(command('name="ask" risk="low"', '```sh name=tell\ncurl\n```')),
      `${at(2)} ({"name":"ask"})`,
    ),
    fails(
      'a folder that the fence does not know',
      runbook(command('name="ask" risk="low" cwd="/srv"', '```sh {"name":"ask"}\ncurl\n```')),
      `${at(2)} ({"cwd":"/srv"})`,
    ),
    fails(
      'a step of high risk without a way back',
      runbook(
        `<Steps>\n<Step title="Drop it">\n\n${command('name="drop" risk="high"', '```sh name=drop\ndrop\n```')}\n\n</Step>\n</Steps>`,
      ),
      at(1),
    ),
    fails('two commands of one name', runbook(`${ASK}\n\n${ASK}`), at(8)),
    fails(
      'a step with the anchor of a heading',
      runbook('<Steps>\n<Step title="Meaning">Read.</Step>\n</Steps>'),
      at(1),
    ),
    passes('[G32] steps whose fences tools can run by name', runbook(WHOLE)),
    passes('a shell comment and an output', runbook('```sh\n# look\ncurl\n```\n\n```text\n$ 5\n```')),
  ],
  'unknown-fact': [
    fails(
      'a figure that is nowhere',
      guide('It is <Fact of="slos/acme/shop#statde" />'),
      `${GUIDE}:7:7 (state)`,
    ),
    fails(
      'a part that is nowhere',
      guide('<Part of="domains/acme/severties#levels" />'),
      `${GUIDE}:7:1 (domains/acme/severities)`,
    ),
    fails(
      'a service that is nowhere',
      guide('It is <Live service="acme/shp" />'),
      `${GUIDE}:7:7 (acme/shop)`,
    ),
    fails('an address that is computed', guide('It is <Fact of={where} />'), `${GUIDE}:7:7`),
    passes('a figure of the book', guide('It is <Fact of="slos/acme/shop#stated" />')),
    fails(
      'a service to verify that is nowhere',
      runbook('<Verify service="acme/shp" />'),
      `${at(0)} (acme/shop)`,
    ),
    fails(
      'an objective to verify that is nowhere',
      runbook('<Verify service="acme/shop" slo="acme/shp" />'),
      `${at(0)} (acme/shop)`,
    ),
  ],
  'review-overdue': [
    fails(
      'a review that was due the day before',
      edited(RUNBOOK, 'reviewedOn: 2026-09-01', 'reviewedOn: 2026-08-22'),
      `${RUNBOOK}:10:13`,
    ),
    passes('a review that is due today', edited(RUNBOOK, 'reviewedOn: 2026-09-01', 'reviewedOn: 2026-08-23')),
    passes('a runbook that nobody has reviewed', edited(RUNBOOK, 'reviewedOn: 2026-09-01\n', '')),
  ],
};

/** What rules over every text say of steps. */
export const STEP_TEXTS = {
  'unknown-component': [
    fails('a missing attribute', runbook('<Steps>\n<Step>Go.</Step>\n</Steps>'), at(1)),
    fails(
      'a word that is none of its words',
      runbook('<Command name="ask" risk="lwo">\n\n```sh name=ask\nx\n```\n\n</Command>'),
      `${at(0)} (low)`,
    ),
    fails('an attribute that is computed', runbook('<Verify service={shop} />'), at(0)),
    fails('an attribute without a value', runbook('<Warning title>Hot</Warning>'), at(0)),
    fails('a step outside of its list', runbook('<Step title="Ask it">Go.</Step>'), at(0)),
    fails(
      'a choice outside of its decision',
      runbook('<Steps>\n<Step title="Ask it"><Choice to="meaning" label="No" /></Step>\n</Steps>'),
      at(1, 22),
    ),
    fails('a colour of an aside that is none', runbook('<Aside kind="warning">Hot</Aside>'), at(0)),
    passes('every component of a runbook', runbook(WHOLE)),
  ],
  'broken-link': [
    fails(
      '[S3] a choice that leads to no step',
      runbook('<Decision ask="Well?">\n<Choice to="meening" label="No" />\n</Decision>'),
      `${at(1)} (meaning)`,
    ),
    fails(
      'a way back that is not there',
      runbook('<Steps>\n<Step title="Ask it" rollback="undo">Go.</Step>\n</Steps>'),
      at(1),
    ),
    fails(
      '[S3] a heading that another runbook does not have',
      edited('guides/acme/basics.mdx', /---\n$/, '---\nSee [it](/runbooks/acme/ShopDown/#impakt)\n'),
      'guides/acme/basics.mdx:7:5 (impact)',
    ),
    fails(
      '[S3] an alert that begins at a step that is not there',
      runbook('Look.', 'starts: [{ of: ShopDown, at: diagnosys }]'),
      `${RUNBOOK}:11:30 (diagnosis)`,
    ),
    fails(
      '[S3] a probe that does not name the runbook',
      runbook('Look.', 'starts: [{ of: acme/shop/htp, at: diagnosis }]'),
      `${RUNBOOK}:11:16 (acme/shop/http)`,
    ),
    passes(
      '[S3] [K47] an alert and a probe that begin at a step',
      runbook(
        `${WHOLE}\n\nSee [it](#take-it-back) and [it](/runbooks/acme/ShopDown/#undo).`,
        'starts: [{ of: ShopDown, at: take-it-back }, { of: acme/shop/http, at: ask-it }]',
      ),
    ),
  ],
} as const satisfies Record<string, readonly Case[]>;
