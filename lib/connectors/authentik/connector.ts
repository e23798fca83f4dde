import type { z } from 'zod';
import type { CheckResult } from '../check';
import type { Connection } from '../connection';
import { ConnectorError } from '../connector';
import { bearerOf, serverOf } from '../own-server';
import { rightResult } from '../right';
import { createWire, type WireMeans, type WireRequest, type WireResponse } from '../wire';
import { attributesOf, detailSchema, groupOf, groupSchema, isOf, meSchema, pageOf, userOf, userSchema } from './map';
import type { Authentik } from './port';

const system = 'Authentik';

/** Part of the path; it names no end, and changes with Authentik's releases. */
export const authentikApi = { version: 'v3', endsOn: null, source: 'https://api.goauthentik.io/' } as const;

const base = `/api/${authentikApi.version}`;

/** How each right is tried, by Authentik's own name for it. */
const tried: Readonly<Record<string, WireRequest>> = {
  'authentik_core.view_group': { method: 'GET', path: `${base}/core/groups/`, query: { name: 'portico-look' } },
  'authentik_core.add_group': { method: 'POST', path: `${base}/core/groups/`, body: {} },
  'authentik_core.view_user': { method: 'GET', path: `${base}/core/users/`, query: { username: 'portico-look' } },
  'authentik_core.add_user': { method: 'POST', path: `${base}/core/users/`, body: {} },
};
/** The rights that a look says something about, in its order. */
export const authentikRights = Object.keys(tried);

/**
 * The owner's Authentik (settings `baseUrl`, and `emailStage`, the id of the stage whose mail invites people; secret
 * `token`). Names are unique there, so that a second group of a name cannot come about.
 */
export function authentik(connection: Connection, means: WireMeans): Authentik {
  const wire = createWire(
    {
      system,
      baseUrl: serverOf(connection, system),
      limit: { perMinute: 120, burst: 20 },
      authorise: bearerOf(connection),
      failureOf,
    },
    means,
  );
  const one = async <T>(request: WireRequest, schema: z.ZodType<T>): Promise<T> => read(await wire(request), schema);

  /** The filter of the list is exact; what is compared here does not depend on it. */
  async function groupNamed(name: string) {
    const page = await one({ method: 'GET', path: `${base}/core/groups/`, query: { name } }, pageOf(groupSchema));
    return page.results.find((group) => group.name === name) ?? null;
  }
  async function userNamed(username: string) {
    const page = await one({ method: 'GET', path: `${base}/core/users/`, query: { username } }, pageOf(userSchema));
    return page.results.find((user) => user.username === username) ?? null;
  }
  async function remove(path: string): Promise<boolean> {
    const { status } = await wire({ method: 'DELETE', path, accept: [404] });
    return status !== 404;
  }

  /** Whether an attempt that cannot succeed is let through as far as to its mistake. */
  async function isAllowed(attempt: WireRequest): Promise<boolean> {
    try {
      const isLook = attempt.method === 'GET';
      const { status } = await wire({ ...attempt, accept: isLook ? [] : [400] });
      if (isLook || status === 400) return true;
      throw new ConnectorError('answer_unreadable', { system, status });
    } catch (error) {
      if (error instanceof ConnectorError && error.code === 'permission_denied') return false;
      throw error;
    }
  }

  return {
    /**
     * Administrators may do everything (https://docs.goauthentik.io/developer-docs/api/reference/core-users-me-retrieve).
     * Of anybody else rights are tried, not read: a list is refused to whoever may not see any of it, and a new group or
     * user without the name that it must have is refused with 403 to whoever may not make one, with 400 otherwise
     * (https://docs.goauthentik.io/developer-docs/api/reference/core-groups-create). Rights over something that is there
     * cannot be asked for without it.
     */
    async look() {
      const { user } = await one({ method: 'GET', path: `${base}/core/users/me/` }, meSchema);
      const results: CheckResult[] = [];
      for (const [right, request] of Object.entries(tried)) {
        results.push(rightResult(system, right, user.is_superuser || (await isAllowed(request))));
      }
      return results;
    },
    async createGroup(name, owner) {
      const known = await groupNamed(name);
      if (known && !isOf(known, owner)) throw new ConnectorError('already_exists', { system });
      if (known) return groupOf(known);
      const body = { name, is_superuser: false, attributes: attributesOf(owner) };
      return groupOf(await one({ method: 'POST', path: `${base}/core/groups/`, body }, groupSchema));
    },
    async getGroup(name, owner) {
      const known = await groupNamed(name);
      return known && isOf(known, owner) ? groupOf(known) : null;
    },
    async deleteGroup(name, owner) {
      const known = await groupNamed(name);
      if (!known) return false;
      if (!isOf(known, owner)) throw new ConnectorError('already_exists', { system });
      return remove(`${base}/core/groups/${encodeURIComponent(known.pk)}/`);
    },
    async inviteUser({ username, email, name, groupId }, owner) {
      const { emailStage = '' } = connection.settings;
      if (emailStage === '') throw new ConnectorError('not_connected', { system });
      const known = await userNamed(username);
      if (known && !isOf(known, owner)) throw new ConnectorError('already_exists', { system });
      const fresh = {
        username,
        name,
        email,
        type: 'external',
        is_active: true,
        groups: [groupId],
        attributes: attributesOf(owner),
      };
      const user = known ?? (await one({ method: 'POST', path: `${base}/core/users/`, body: fresh }, userSchema));
      if (userOf(user).isInvited) return userOf(user);
      const path = `${base}/core/users/${user.pk}/`;
      await wire({ method: 'POST', path: `${path}recovery_email/`, query: { email_stage: emailStage } });
      return userOf(await one({ method: 'PATCH', path, body: { attributes: attributesOf(owner, true) } }, userSchema));
    },
    async deleteUser(username, owner) {
      const known = await userNamed(username);
      if (!known) return false;
      if (!isOf(known, owner)) throw new ConnectorError('already_exists', { system });
      return remove(`${base}/core/users/${known.pk}/`);
    },
  };
}

function read<T>(answer: WireResponse, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(answer.json());
  if (!parsed.success) throw new ConnectorError('answer_unreadable', { system });
  return parsed.data;
}

/** It says 403 also of a token that it does not know, and 400 of a name that is taken. */
function failureOf(status: number, body: unknown): ConnectorError | null {
  if (status < 400) return new ConnectorError('answer_unreadable', { system, status });
  const said = detailSchema.safeParse(body);
  if (status === 403 && said.success && /token|credentials were not provided/i.test(said.data.detail)) {
    return new ConnectorError('credential_refused', { system, status });
  }
  const isTaken = status === 400 && /already exists|must be unique/i.test(JSON.stringify(body));
  return isTaken ? new ConnectorError('already_exists', { system, status }) : null;
}
