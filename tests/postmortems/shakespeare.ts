import { smallBook } from '../book/made.ts';

/**
 * The example of the SRE book (appendix D, incident 465), told in our words and our format: its times, factors and items,
 * with roles in place of people.
 */
const TEXT = `---
title: Search answered no query after a new sonnet was found
summary: A newly found sonnet sent more queries than search could take, and a word it does not know made every server that met it run out of file descriptors. Search was down for 66 minutes and no revenue was lost.
domain: acme
incident: 2026-01-01-shop
state: in-review
severity: SEV1
services: [acme/shop]
timestamps:
  impactStartedAt: 2015-10-21T14:54:00Z
  detectedAt: 2015-10-21T14:55:00Z
  acknowledgedAt: 2015-10-21T14:58:00Z
  declaredAt: 2015-10-21T15:01:00Z
  mitigatedAt: 2015-10-21T15:36:00Z
  impactEndedAt: 2015-10-21T16:00:00Z
  closedAt: 2015-10-21T16:30:00Z
detectedBy: alert
impact: About 1.21 billion queries went unanswered.
dataLoss: false
trigger: A sudden rise of traffic together with a word that was not in the index
contributingFactors:
  - { category: capacity, text: The load of the new sonnet was 88 times that of a usual day }
  - { category: data, text: The new word was in no index and each query for it leaked a file descriptor }
  - { category: change, text: The leak had been harmless for years because no query met it }
resolution: Traffic went to a cluster kept aside, capacity was added tenfold, and an index with the new sonnet was loaded.
lessons:
  wentWell:
    - Monitoring told of it quickly.
    - The new index reached all clusters within minutes.
  wentPoorly:
    - Nobody had practised a cascading failure.
    - The budget of the quarter was overspent several times.
  gotLucky:
    - A list of those who care for Shakespeare had a copy of the sonnet.
    - The logs of the servers named the word.
timeline:
  - { at: 2015-10-21T14:51:00Z, kind: note, text: News of a new sonnet spreads }
  - { at: 2015-10-21T14:53:00Z, kind: change, text: Traffic rises to 88 times the usual after a link }
  - { at: 2015-10-21T14:54:00Z, kind: impact-start, text: The servers begin to melt down under the load }
  - { at: 2015-10-21T14:55:00Z, kind: page, role: on-call, text: "Pages about errors in every cluster arrive" }
  - { at: 2015-10-21T14:57:00Z, kind: impact-start, text: All traffic of search fails }
  - { at: 2015-10-21T14:58:00Z, kind: ack, role: on-call, text: The on-call begins to look and sees a high rate of crashes }
  - { at: 2015-10-21T15:01:00Z, kind: declared, role: incident commander, text: "Incident 465 is declared because of a cascading failure" }
  - { at: 2015-10-21T15:10:00Z, kind: note, role: operations, text: The word and the sonnet are found in the logs }
  - { at: 2015-10-21T15:21:00Z, kind: decision, role: incident commander, text: "Traffic is to go to the cluster kept aside" }
  - { at: 2015-10-21T15:28:00Z, kind: action, text: An index with the sonnet is built }
  - { at: 2015-10-21T15:36:00Z, kind: mitigation, text: The new index serves; most queries are answered again }
  - { at: 2015-10-21T16:00:00Z, kind: impact-end, text: All clusters serve with few errors }
  - { at: 2015-10-21T16:30:00Z, kind: closed, role: incident commander, text: "Thirty minutes within the usual figures; the incident ends" }
actionItems:
  - { id: AI-1, title: Describe in the playbook what to do in a cascading failure, kind: mitigate, priority: P1, owner: acme/core, due: 2015-11-20, state: open }
  - { id: AI-2, title: Balance load between clusters automatically, kind: prevent, priority: P1, owner: acme/core, due: 2015-11-20, state: open }
  - { id: AI-3, title: Practise a cascading failure in the next drill, kind: process, priority: P2, owner: acme/core, due: 2015-11-20, state: open }
  - { id: AI-4, title: Investigate building the index all the time, kind: prevent, priority: P2, owner: acme/core, due: 2015-11-20, state: open }
  - { id: AI-5, title: Close the leak of file descriptors in ranking, kind: prevent, priority: P0, owner: acme/core, due: 2015-10-22, state: done, closedOn: 2015-10-22 }
  - { id: AI-6, title: Shed load before servers fall over, kind: prevent, priority: P1, owner: acme/core, due: 2015-11-20, state: open }
  - { id: AI-7, title: Test that queries of death leave a server alive, kind: prevent, priority: P1, owner: acme/core, due: 2015-11-20, state: open }
  - { id: AI-8, title: Freeze production until the budget is whole again or an exception is granted, kind: other, priority: P1, owner: acme/core, due: 2015-11-20, state: done, closedOn: 2015-10-21 }
---

## Detection

Monitoring saw a high rate of errors and paged the on-call.

## Supporting information

The dashboards of the day show requests and crashes.
`;

/** The small book with the example in place of its own postmortem. */
export function shakespeareBook(): Map<string, string> {
  return smallBook({ 'postmortems/2026-01-01-shop.mdx': TEXT });
}
