import { z } from 'zod';

/**
 * What each service documents of the requests it takes, as strict as its documentation is. Written from the pages named,
 * not from what we send.
 */

/** Units of UTF-16 of a text; lengths of services are counted so, or more mildly. */
const text = (most: number) => z.string().min(1).max(most);
const bytes = (most: number) =>
  z.string().refine((value) => Buffer.byteLength(value, 'utf8') <= most, `more than ${most} bytes`);
const noLoneSurrogate = (value: unknown): boolean => JSON.stringify(value).isWellFormed();

// docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and /reference/block-kit/blocks
const PlainText = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: text(most), emoji: z.boolean().optional() });
const Mrkdwn = (most: number) => z.strictObject({ type: z.literal('mrkdwn'), text: text(most) });
const Slack = z.strictObject({
  text: text(40_000),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  blocks: z
    .array(
      z.union([
        z.strictObject({ type: z.literal('header'), text: PlainText(150) }),
        z.strictObject({ type: z.literal('section'), text: z.union([PlainText(3000), Mrkdwn(3000)]) }),
      ]),
    )
    .max(50),
});

// learn.microsoft.com: post a message when a Teams webhook request is received; adaptivecards.io/explorer, version 1.4
const RichTextBlock = z.strictObject({
  type: z.literal('RichTextBlock'),
  inlines: z
    .array(
      z.strictObject({
        type: z.literal('TextRun'),
        text: z.string().min(1),
        size: z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']).optional(),
        weight: z.enum(['Default', 'Lighter', 'Bolder']).optional(),
        color: z.enum(['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention']).optional(),
      }),
    )
    .min(1),
});
const Teams = z.strictObject({
  type: z.literal('message'),
  summary: z.string().optional(),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null(),
        content: z.strictObject({
          $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
          type: z.literal('AdaptiveCard'),
          version: z.enum(['1.2', '1.3', '1.4', '1.5']),
          fallbackText: z.string().optional(),
          msteams: z.strictObject({ width: z.literal('Full') }).optional(),
          body: z.array(RichTextBlock).min(1),
          // Cards in Teams show at most six.
          actions: z
            .array(
              z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string().min(1), url: z.url() }),
            )
            .max(6),
        }),
      }),
    )
    .length(1),
});

// docs.discord.com/developers/resources/webhook, execute webhook, and /resources/message, embed limits
const Discord = z.strictObject({
  embeds: z
    .array(
      z
        .strictObject({
          title: text(256),
          description: z.string().max(4096),
          url: z.url().max(2048).optional(),
          color: z.int().min(0).max(0xffffff),
          timestamp: z.iso.datetime(),
          footer: z.strictObject({ text: text(2048) }),
        })
        .refine(
          ({ title, description, footer }) => [title, description, footer.text].join('').length <= 6000,
        ),
    )
    .min(1)
    .max(10),
  allowed_mentions: z.strictObject({ parse: z.array(z.enum(['roles', 'users', 'everyone'])) }),
});

// developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages and /cards
const GoogleChat = z.strictObject({
  fallbackText: z.string(),
  cardsV2: z
    .array(
      z.strictObject({
        cardId: text(64),
        card: z.strictObject({
          header: z.strictObject({ title: text(1000), subtitle: z.string().optional() }),
          sections: z
            .array(
              z.strictObject({
                widgets: z
                  .array(
                    z.union([
                      z.strictObject({ textParagraph: z.strictObject({ text: z.string() }) }),
                      z.strictObject({
                        buttonList: z.strictObject({
                          buttons: z
                            .array(
                              z.strictObject({
                                text: z.string().min(1),
                                onClick: z.strictObject({ openLink: z.strictObject({ url: z.url() }) }),
                              }),
                            )
                            .min(1),
                        }),
                      }),
                    ]),
                  )
                  .min(1)
                  .max(100),
              }),
            )
            .min(1),
        }),
      }),
    )
    .length(1),
  thread: z.strictObject({ threadKey: text(4000) }),
});

// core.telegram.org/bots/api#sendmessage
const Telegram = z.strictObject({
  chat_id: z.union([z.string().regex(/^(?:-?\d+|@\w{5,})$/), z.int()]),
  text: text(4096),
  link_preview_options: z.strictObject({ is_disabled: z.boolean() }).optional(),
});

// docs.ntfy.sh/publish/#publish-as-json
const Ntfy = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  message: bytes(4096).optional(),
  title: z.string().optional(),
  tags: z.array(z.string()).optional(),
  priority: z.int().min(1).max(5).optional(),
  click: z.url().optional(),
  actions: z
    .array(z.strictObject({ action: z.literal('view'), label: z.string().min(1), url: z.url() }))
    .max(3)
    .optional(),
});

// developer.pagerduty.com, Events API v2, send an alert event
const Pagerduty = z.discriminatedUnion('event_action', [
  z.strictObject({
    routing_key: z.string().length(32),
    event_action: z.literal('trigger'),
    dedup_key: text(255),
    client: z.string().optional(),
    client_url: z.url().optional(),
    payload: z.strictObject({
      summary: text(1024),
      source: text(255),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: z.iso.datetime().optional(),
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()).optional(),
    }),
    links: z.array(z.strictObject({ href: z.url(), text: z.string() })).optional(),
  }),
  z.strictObject({
    routing_key: z.string().length(32),
    event_action: z.enum(['acknowledge', 'resolve']),
    dedup_key: text(255),
  }),
]);

// docs.opsgenie.com/docs/alert-api: create alert, add note, close alert
const Opsgenie = z.union([
  z.strictObject({
    message: text(130),
    alias: text(512),
    description: z.string().max(15_000).optional(),
    responders: z.array(z.strictObject({ type: z.literal('team'), name: z.string().min(1) })).max(50),
    tags: z.array(text(50)).max(20),
    details: z
      .record(z.string(), z.string())
      .refine((value) => Object.entries(value).flat().join('').length <= 8000),
    entity: text(512),
    source: text(100),
    user: text(100),
    priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']),
  }),
  z.strictObject({ user: text(100), source: text(100), note: text(25_000) }),
]);

// www.twilio.com/docs/messaging/api/message-resource, create a message
const Phone = z.string().regex(/^(?:whatsapp:)?\+[1-9]\d{6,14}$/);
const Twilio = z
  .strictObject({ To: Phone, From: Phone, Body: text(1600) })
  .refine(({ To, From }) => To.startsWith('whatsapp:') === From.startsWith('whatsapp:'));

// docs/alerting.md of this repository
const Webhook = z.strictObject({
  version: z.literal(1),
  key: z.string().min(1),
  incident: z.string().min(1),
  stage: z.string().min(1),
  action: z.enum(['open', 'update', 'close']),
  test: z.boolean(),
  title: z.string().min(1),
  lines: z.array(z.string()),
  links: z.array(z.strictObject({ label: z.string(), url: z.url() })),
  severity: z.string(),
  urgency: z.int().min(1).max(5),
  domain: z.string(),
  services: z.array(z.string()),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  at: z.iso.datetime(),
});

/** Largest body that a service takes, bytes. */
const LARGEST: Readonly<Record<string, number>> = {
  teams: 28 * 1024,
  'google chat': 32_000,
  pagerduty: 512 * 1024,
};

const SHAPES = {
  slack: Slack,
  teams: Teams,
  discord: Discord,
  'google chat': GoogleChat,
  telegram: Telegram,
  ntfy: Ntfy,
  pagerduty: Pagerduty,
  opsgenie: Opsgenie,
  twilio: Twilio,
  webhook: Webhook,
} as const;

/** What is wrong with a body that was sent to a service; empty when nothing is. */
export function problemsOf(via: keyof typeof SHAPES, body: string): string[] {
  const value: unknown =
    via === 'twilio' ? Object.fromEntries(new URLSearchParams(body)) : (JSON.parse(body) as unknown);
  const found = SHAPES[via].safeParse(value);
  const most = LARGEST[via];
  return [
    ...(found.success ? [] : found.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)),
    ...(most !== undefined && Buffer.byteLength(body) > most ? [`more than ${most} bytes`] : []),
    ...(noLoneSurrogate(value) ? [] : ['half a character']),
  ];
}
