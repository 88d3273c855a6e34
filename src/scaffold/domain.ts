import { type Scaffold, slugOf, yamlText } from './question.ts';
import { id, summary, text, title } from './questions.ts';

/** A domain with a scale of severity and the team that answers for it, so that it stands in an empty book. */
export const newDomain: Scaffold = {
  collection: 'domains',
  kind: 'domain',
  questions: [
    title('Name of the domain'),
    id,
    summary('An organisation or platform with standards of its own.'),
    text('team', 'Name of the team that answers for it', 'Core team'),
  ],
  write: (answers) => {
    const folder = answers['id'] ?? '';
    const keeper = `${folder}/${slugOf(answers['team'] ?? '')}`;
    return [
      {
        path: `domains/${folder}/index.mdx`,
        text: `---
title: ${yamlText(answers['title'] ?? '')}
summary: ${yamlText(answers['summary'] ?? '')}
owner: ${keeper}
source: { title: Written here }
---

What the domain does, for whom, and what it promises.
`,
      },
      {
        path: `domains/${folder}/severities.yaml`,
        text: `levels:
  - { id: SEV1, urgency: 1, description: Nobody can work }
  - { id: SEV2, urgency: 2, description: Some cannot work }
  - { id: SEV3, urgency: 3, description: A nuisance }
`,
      },
      {
        path: `teams/${keeper}.yaml`,
        text: `title: ${yamlText(answers['team'] ?? '')}
kind: team
domain: ${folder}
summary: Answers for the domain.
`,
      },
    ];
  },
};
