import { z } from 'zod';
import { ref } from './reference.ts';

/** A team, a role or a specialist: whoever can own a thing. Never a person's name. */
export const Team = z.strictObject({
  title: z.string().min(2).max(60).describe('Name of the team, role or specialist.'),
  kind: z
    .enum(['team', 'role', 'specialist', 'group'])
    .describe('team is people, role is a duty, specialist a named function, group gathers several.'),
  domain: ref('domains').describe('Domain it works in.'),
  summary: z.string().min(4).max(240).describe('What it answers for.'),
  responsibilities: z.array(z.string().min(4)).default([]).describe('What it does.'),
  aliases: z
    .array(z.string().min(2))
    .default([])
    .describe('Other names by which entries of the domain may call it.'),
  members: z.array(ref('teams')).default([]).describe('Teams or roles it gathers.'),
  contact: z.string().optional().describe("Id of a channel in the domain's contacts."),
});
export type Team = z.infer<typeof Team>;
