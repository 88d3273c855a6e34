import { expect } from 'vitest';
import { marksIn } from '../../src/github/mark.ts';
import type { GitHubServer, Who } from './server.ts';
import type { MirroredWorld } from './world.ts';

/** An issue as people see it. */
export interface SeenIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly state_reason: string | null;
  readonly labels: readonly { readonly name: string }[];
}

export interface SeenComment {
  readonly id: number;
  readonly body: string;
  readonly user: { readonly login: string };
}

export interface SeenRequest {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly head: { readonly ref: string };
}

export async function issuesOn(server: GitHubServer): Promise<SeenIssue[]> {
  const all = (await server.as('ada', 'GET', '/issues?state=all&per_page=100')) as (SeenIssue & {
    pull_request?: unknown;
  })[];
  return all.filter((one) => one.pull_request === undefined);
}

export async function onlyIssue(server: GitHubServer): Promise<SeenIssue> {
  const all = await issuesOn(server);
  expect(all).toHaveLength(1);
  return all[0] as SeenIssue;
}

export async function commentsOn(server: GitHubServer, number = 1): Promise<SeenComment[]> {
  return (await server.as('ada', 'GET', `/issues/${number}/comments?per_page=100`)) as SeenComment[];
}

/** What our comments tell, by their marks, oldest first. */
export async function factsOn(server: GitHubServer, number = 1): Promise<string[]> {
  const all = await commentsOn(server, number);
  return all.flatMap(({ body, user }) => (user.login === 'github-actions' ? marksIn(body, 'fact') : []));
}

export async function requestsOn(server: GitHubServer): Promise<SeenRequest[]> {
  return (await server.as('ada', 'GET', '/pulls?state=all')) as SeenRequest[];
}

/** Somebody comments at an instant. */
export async function say(
  server: GitHubServer,
  who: Who,
  body: string,
  at: number,
  number = 1,
): Promise<number> {
  server.clock = at;
  const { id } = (await server.as(who, 'POST', `/issues/${number}/comments`, { body })) as { id: number };
  return id;
}

/** The incident of a world; there is one. */
export function onlyIncident(world: MirroredWorld) {
  const all = [...world.situation().incidents.values()];
  expect(all).toHaveLength(1);
  return all[0] as (typeof all)[number];
}
