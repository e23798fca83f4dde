import { randomUUID } from 'node:crypto';
import {
  startHttpSimulator,
  type HttpSimulator,
  type SimulatedRequest,
  type SimulatedResponse,
} from './http-simulator';
import { keepState } from './keep-state';

type Attributes = Record<string, unknown>;
export type SimulatedGroup = {
  pk: string;
  num_pk: number;
  name: string;
  is_superuser: boolean;
  users: number[];
  attributes: Attributes;
};
export type SimulatedUser = {
  pk: number;
  username: string;
  name: string;
  email: string;
  is_active: boolean;
  type: string;
  groups: string[];
  attributes: Attributes;
};

export type AuthentikSimulator = HttpSimulator &
  Readonly<{
    /** A token of an administrator, one for looking only, or one with these rights, such as `add_group`. */
    addToken: (token: string, rights?: boolean | readonly string[]) => void;
    /** The stage whose mail lets people choose a password. */
    emailStage: string;
    groups: () => readonly SimulatedGroup[];
    users: () => readonly SimulatedUser[];
    /** Whom Authentik has sent that mail, in order. */
    invited: () => readonly string[];
    addGroup: (name: string, attributes?: Attributes) => void;
  }>;

/** Authentik's groups and users, with its paging, its rights and its words: https://api.goauthentik.io/ */
export async function startAuthentik(
  options: Readonly<{ port: number; holdMs?: number; file?: string }>,
): Promise<AuthentikSimulator> {
  const tokens = new Map<string, boolean | readonly string[]>();
  const groups: SimulatedGroup[] = [];
  const users: SimulatedUser[] = [];
  const invited: string[] = [];
  const changed = keepState(options.file, { groups, users });
  const emailStage = randomUUID();
  let next = Math.max(1, ...users.map(({ pk }) => pk), ...groups.map(({ num_pk }) => num_pk));

  const addGroup = (name: string, attributes: Attributes = {}): SimulatedGroup => {
    const made = { pk: randomUUID(), num_pk: (next += 1), name, is_superuser: false, users: [], attributes };
    groups.push(made);
    return made;
  };

  function answerGroups(
    { method, url, json }: SimulatedRequest,
    id: string,
    effect: (what: string) => void,
  ): SimulatedResponse {
    const body = (json ?? {}) as Partial<SimulatedGroup>;
    if (id === '' && method === 'GET') return page(groups, url, 'name');
    if (id === '' && method === 'POST') {
      if (!body.name) return { status: 400, body: { name: ['This field is required.'] } };
      if (groups.some(({ name }) => name === body.name)) {
        return { status: 400, body: { name: ['group with this name already exists.'] } };
      }
      effect(`group.created ${body.name}`);
      return { status: 201, body: addGroup(body.name, body.attributes) };
    }
    const known = groups.find(({ pk }) => pk === id);
    if (!known) return failed(404, 'No Group matches the given query.');
    if (method === 'DELETE') {
      groups.splice(groups.indexOf(known), 1);
      for (const user of users) user.groups = user.groups.filter((group) => group !== id);
      effect(`group.removed ${known.name}`);
      return { status: 204 };
    }
    return { status: 200, body: known };
  }

  function answerUsers(
    request: SimulatedRequest,
    id: string,
    part: string,
    effect: (what: string) => void,
  ): SimulatedResponse {
    const { method, url } = request;
    const body = (request.json ?? {}) as Partial<SimulatedUser>;
    if (id === '') return method === 'POST' ? createUser(body, effect) : page(users, url, 'username');
    const known = users.find(({ pk }) => String(pk) === id);
    if (!known) return failed(404, 'No User matches the given query.');
    if (part === 'recovery_email') {
      if (url.searchParams.get('email_stage') !== emailStage)
        return failed(404, 'No EmailStage matches the given query.');
      invited.push(known.email);
      effect(`user.invited ${known.username}`);
      return { status: 204 };
    }
    if (method === 'PATCH') {
      Object.assign(known, body);
      effect(`user.changed ${known.username}`);
    }
    if (method === 'DELETE') {
      users.splice(users.indexOf(known), 1);
      for (const group of groups) group.users = group.users.filter((user) => user !== known.pk);
      effect(`user.removed ${known.username}`);
      return { status: 204 };
    }
    return { status: 200, body: known };
  }

  function createUser(body: Partial<SimulatedUser>, effect: (what: string) => void): SimulatedResponse {
    const { username = '', name = '', email = '', attributes = {}, type = 'internal' } = body;
    if (username === '') return { status: 400, body: { username: ['This field is required.'] } };
    if (users.some((user) => user.username === username)) {
      return { status: 400, body: { username: ['This field must be unique.'] } };
    }
    const wanted = body.groups ?? [];
    if (!wanted.every((id) => groups.some(({ pk }) => pk === id))) {
      return { status: 400, body: { groups: ['Invalid pk - object does not exist.'] } };
    }
    const made: SimulatedUser = {
      pk: (next += 1),
      username,
      name,
      email,
      is_active: true,
      type,
      groups: [...wanted],
      attributes,
    };
    users.push(made);
    for (const group of groups) if (wanted.includes(group.pk)) group.users.push(made.pk);
    effect(`user.created ${username}`);
    return { status: 201, body: made };
  }

  const simulator = await startHttpSimulator({
    port: options.port,
    changed,
    ...(options.holdMs === undefined ? {} : { holdMs: options.holdMs }),
    errorBody: (status) => ({ detail: status === 401 ? 'Unauthenticated' : 'failed' }),
    handle: (request, effect) => {
      const rights = tokens.get(/^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
      if (rights === undefined) return failed(403, 'Token invalid/expired');
      if (request.path === '/api/v3/core/users/me/') return { status: 200, body: { user: selfOf(rights === true) } };
      const match = /^\/api\/v3\/core\/(groups|users)\/(?:([^/]+)\/)?(?:(recovery_email)\/)?$/.exec(request.path);
      if (!match) return failed(404, 'Not found.');
      const [, kind, id = '', part = ''] = match;
      if (!mayDo(rights, request.method, kind === 'groups' ? 'group' : 'user', part)) {
        return failed(403, 'You do not have permission to perform this action.');
      }
      return kind === 'groups' ? answerGroups(request, id, effect) : answerUsers(request, id, part, effect);
    },
  });
  return {
    ...simulator,
    addToken: (token, rights = true) => void tokens.set(token, rights),
    emailStage,
    groups: () => groups,
    users: () => users,
    invited: () => invited,
    addGroup: (name, attributes) => void addGroup(name, attributes),
  };
}

const verbs: Readonly<Record<string, string>> = { GET: 'view', POST: 'add', PATCH: 'change', DELETE: 'delete' };

/** Whether somebody with these rights may do this to a kind of object; a right is named like `add_group`. */
function mayDo(rights: boolean | readonly string[], method: string, kind: string, part: string): boolean {
  if (typeof rights === 'boolean') return rights || method === 'GET';
  return rights.includes(part === 'recovery_email' ? 'reset_user_password' : `${verbs[method]}_${kind}`);
}

const selfOf = (isSuperuser: boolean) => ({
  pk: 1,
  username: 'portico',
  name: 'Portico',
  is_active: true,
  is_superuser: isSuperuser,
  groups: [],
  roles: [],
  avatar: '',
  uid: 'simulated',
  settings: {},
  type: 'service_account',
  system_permissions: [],
});

const failed = (status: number, detail: string): SimulatedResponse => ({ status, body: { detail } });

function page<K extends string>(all: readonly Readonly<Record<K, string>>[], url: URL, filter: K): SimulatedResponse {
  const wanted = url.searchParams.get(filter);
  const results = all.filter((one) => wanted === null || one[filter] === wanted);
  const pagination = {
    next: 0,
    previous: 0,
    count: results.length,
    current: 1,
    total_pages: 1,
    start_index: 1,
    end_index: results.length,
  };
  return { status: 200, body: { pagination, results } };
}
