-- More ways in: passwords, a tenant's own identity provider, passkeys, and a second factor. The rule of sign-in stays: the
-- web cannot make a session by itself. What the database can check it checks (a password's derived key, a recovery code,
-- the steps of a one-time code, the counter of a passkey, whether a challenge was used). What it cannot (a signature of a
-- passkey or of an identity provider, a one-time code whose secret is sealed) comes as a proof, signed with the key of the
-- context over exactly what was found: SQL injected into the web's session cannot make one, because it cannot read the key.

-- How somebody came in: mail, password, sso, idp_mfa, passkey, totp, recovery, persona. Links, codes and invitations are
-- all possession of a mailbox, which is what a session stands for unless somebody says otherwise.
alter table sessions add column factors text[] not null default '{mail}';
-- A tenant's identity provider vouches for that tenant and for no other.
alter table sessions add column sso_tenant_id uuid;

create table passwords (
  user_id uuid primary key references users (id),
  salt bytea not null check (octet_length(salt) = 16),
  -- SHA-256 of the key that argon2id derives: the database compares, the web never sees it.
  verifier bytea not null check (octet_length(verifier) = 32),
  memory_kib int not null,
  passes int not null,
  lanes int not null,
  changed_at timestamptz not null default now(),
  failures int not null default 0,
  failed_at timestamptz
);
create table second_factors (
  user_id uuid primary key references users (id),
  id uuid not null unique,
  -- The secret of the one-time codes, wrapped under a root key and bound to this row.
  wrapped text not null,
  root_key_id text not null,
  last_step bigint not null default 0,
  created_at timestamptz not null default now(),
  confirmed_at timestamptz
);
create table recovery_codes (
  code_hash bytea primary key check (octet_length(code_hash) = 32),
  user_id uuid not null references users (id),
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index recovery_codes_user on recovery_codes (user_id);
create table passkeys (
  id uuid primary key,
  user_id uuid not null references users (id),
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  name text not null default '',
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index passkeys_user on passkeys (user_id);
-- A sign-in that is under way elsewhere: at an identity provider, or on somebody's security key.
create table sign_in_attempts (
  id uuid primary key,
  kind text not null check (kind in ('sso', 'passkey')),
  secret_hash bytea not null unique,
  -- Ties the way back to the browser that went out.
  browser_hash bytea not null,
  provider_tenant_id uuid,
  url text,
  return_path text,
  locale text not null default 'en',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_attempts_browser on sign_in_attempts (browser_hash);

do $$
declare name text;
begin
  foreach name in array array['passwords', 'second_factors', 'recovery_codes', 'passkeys', 'sign_in_attempts'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy kernel_all on %I for all to portico_kernel using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to portico_kernel', name);
  end loop;
end $$;

-- The identity provider of a tenant, and whom its subjects are.
create table identity_providers (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 80),
  issuer text not null check (length(issuer) between 8 and 500),
  client_id text not null check (length(client_id) between 1 and 300),
  client_secret text not null,
  domains text[] not null check (cardinality(domains) between 1 and 20),
  is_enabled boolean not null default false,
  is_required boolean not null default false,
  tested_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id)
);
call kernel.protect('identity_providers');
create policy kernel_all on identity_providers for all to portico_kernel using (true) with check (true);
grant select, insert, update, delete on identity_providers to portico_app;
grant select on identity_providers to portico_worker, portico_kernel;

create table identities (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  user_id uuid not null,
  issuer text not null,
  subject text not null check (length(subject) between 1 and 255),
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, issuer, subject)
);
call kernel.protect('identities');
create policy kernel_all on identities for all to portico_kernel using (true) with check (true);
grant select on identities to portico_app;
grant select, insert, update on identities to portico_kernel;

-- Who may decide how a tenant's people come in is the database's business too.
create function app.guard_identity_provider() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user in ('portico_app', 'portico_worker') and ((app.context()).role not in ('admin', 'owner', 'system')
     or (app.context()).tenant_id is distinct from coalesce(new.tenant_id, old.tenant_id)) then
    raise exception 'ways to sign in are set by an administrator or owner of that tenant' using errcode = '42501';
  end if;
  return coalesce(new, old);
end $$;
create trigger guard_identity_provider before insert or update or delete on identity_providers
  for each row execute function app.guard_identity_provider();

-- ---------------------------------------------------------------------------------------------------------------
-- Inside the kernel.

-- Whether p_proof, 'kid.expiry.hmac', was signed with the context key over this purpose and these parts. Each part is
-- hashed on its own, so that no border between two parts can be moved.
create function kernel.proven(p_proof text, p_purpose text, p_parts text[]) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  piece text[] := string_to_array(coalesce(p_proof, ''), '.');
  pads record;
  message text;
begin
  if array_length(piece, 1) is distinct from 3 or piece[2] !~ '^\d{1,12}$' then return false; end if;
  select k.ipad, k.opad into pads from kernel.context_keys k where k.kid::text = piece[1];
  if not found or piece[2]::bigint < extract(epoch from clock_timestamp()) then return false; end if;
  select 'p1.' || piece[1] || '.' || piece[2] || '.' || p_purpose || coalesce(string_agg('.' || encode(sha256(convert_to(coalesce(part, ''), 'UTF8')), 'hex'), '' order by at), '')
    into message from unnest(p_parts) with ordinality as t(part, at);
  return encode(sha256(pads.opad || sha256(pads.ipad || convert_to(message, 'UTF8'))), 'hex') = piece[3];
end $$;

-- Whether the factors of a session are two: something known or mailed, and something held.
create function kernel.is_second(p_factors text[]) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
  as $$ select p_factors && array['totp', 'recovery', 'passkey', 'idp_mfa', 'persona'] $$;

-- What a session may use of its person's memberships, and what it lacks for the rest: { memberships, held } with held one of
-- null, verify (has a second factor, has not shown it), enrol (works for a partner or the platform and has none), sso (the
-- tenant wants its own sign-in; owners and administrators may come by mail, so that a broken provider locks nobody out).
create function kernel.usable(p_user uuid, p_factors text[], p_sso_tenant uuid) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  places jsonb := kernel.memberships(p_user);
  allowed jsonb;
  staff boolean;
  has_totp boolean;
  has_any boolean;
begin
  if kernel.is_second(p_factors) and p_sso_tenant is null
     and not exists (select 1 from public.identity_providers i where i.is_required and i.is_enabled) then
    return jsonb_build_object('memberships', places, 'held', null);
  end if;
  if p_sso_tenant is not null then
    select coalesce(jsonb_agg(p.value order by p.ordinality), '[]') into places
      from jsonb_array_elements(places) with ordinality p where (p.value ->> 'tenantId')::uuid = p_sso_tenant;
  end if;
  select coalesce(jsonb_agg(p.value order by p.ordinality), '[]') into allowed
    from jsonb_array_elements(places) with ordinality p
    where (p.value ->> 'tenantId')::uuid is not distinct from p_sso_tenant
      or 'persona' = any (p_factors)
      or ('mail' = any (p_factors) and p.value ->> 'role' in ('owner', 'admin'))
      or not exists (select 1 from public.identity_providers i
        where i.tenant_id = (p.value ->> 'tenantId')::uuid and i.is_enabled and i.is_required);
  if jsonb_array_length(places) > 0 and jsonb_array_length(allowed) = 0 then
    return jsonb_build_object('memberships', allowed, 'held', 'sso');
  end if;
  if kernel.is_second(p_factors) then return jsonb_build_object('memberships', allowed, 'held', null); end if;
  has_totp := exists (select 1 from public.second_factors f where f.user_id = p_user and f.confirmed_at is not null);
  if has_totp and p_sso_tenant is null then
    return jsonb_build_object('memberships', '[]'::jsonb, 'held', 'verify');
  end if;
  staff := exists (select 1 from jsonb_array_elements(allowed) p where p.value ->> 'tenantKind' <> 'customer');
  if not staff then return jsonb_build_object('memberships', allowed, 'held', null); end if;
  has_any := has_totp or exists (select 1 from public.passkeys k where k.user_id = p_user);
  select coalesce(jsonb_agg(p.value order by p.ordinality), '[]') into allowed
    from jsonb_array_elements(allowed) with ordinality p where p.value ->> 'tenantKind' = 'customer';
  return jsonb_build_object('memberships', allowed, 'held', case when has_any then 'verify' else 'enrol' end);
end $$;

-- Writes into the chain of each tenant that a person works in: signing in, and changes to how they do.
create function kernel.note_person(p_user uuid, p_action text, p_details jsonb, p_only uuid default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare place record;
begin
  for place in select m.tenant_id, m.id, m.role from public.members m where m.user_id = p_user and m.revoked_at is null
      and (p_only is null or m.tenant_id = p_only) order by m.tenant_id limit 20 loop
    perform kernel.append_audit(place.tenant_id, kernel.uuidv7(), p_action, 'member', place.id, p_details, p_user, place.role);
  end loop;
end $$;

-- The live session of a token, for functions about the person's own ways in; no row when there is none.
create function kernel.live_session(p_token_hash bytea) returns setof sessions
language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.* from public.sessions s join public.users u on u.id = s.user_id
  where s.token_hash = p_token_hash and s.revoked_at is null and s.expires_at > clock_timestamp() and u.disabled_at is null
$$;

-- Whether a session may change how its person comes in: one that has shown the second factor, or of somebody without any,
-- and not one that a tenant's identity provider opened: that vouches for its tenant, not for the whole person.
create function kernel.may_change(p_session sessions) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select p_session.sso_tenant_id is null and (kernel.is_second(p_session.factors) or not (
    exists (select 1 from public.second_factors f where f.user_id = p_session.user_id and f.confirmed_at is not null)
    or exists (select 1 from public.passkeys k where k.user_id = p_session.user_id)))
$$;

-- Opens a session that came in by p_factors.
create function kernel.open_session_by(p_session uuid, p_user uuid, p_token_hash bytea, p_seconds int, p_old_hash bytea,
  p_factors text[], p_sso_tenant uuid) returns timestamptz
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare ends timestamptz := kernel.open_session(p_session, p_user, p_token_hash, p_seconds, p_old_hash);
begin
  update public.sessions set factors = p_factors, sso_tenant_id = p_sso_tenant where id = p_session;
  return ends;
end $$;

-- Adds a factor to a session under a new token, so that nobody who knew the old one rises with it.
create function kernel.raise_session(p_session uuid, p_factor text, p_token_hash bytea) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare raised record;
begin
  if octet_length(p_token_hash) <> 32 then raise exception 'not a hash' using errcode = '22023'; end if;
  update public.sessions set factors = factors || p_factor, token_hash = p_token_hash where id = p_session
    returning user_id, expires_at into raised;
  return jsonb_build_object('outcome', 'passed', 'userId', raised.user_id, 'sessionId', p_session, 'expiresAt', raised.expires_at);
end $$;

grant execute on function kernel.proven(text, text, text[]), kernel.is_second(text[]), kernel.usable(uuid, text[], uuid),
  kernel.note_person(uuid, text, jsonb, uuid), kernel.live_session(bytea), kernel.may_change(sessions),
  kernel.open_session_by(uuid, uuid, bytea, int, bytea, text[], uuid), kernel.raise_session(uuid, text, bytea) to portico_kernel;

-- ---------------------------------------------------------------------------------------------------------------
-- Sessions: what was there, now with how they came in.

create or replace function app.session_resolve(p_token_hash bytea, p_idle_seconds int) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare session record;
begin
  select s.id, s.user_id, s.last_seen_at, s.expires_at, s.factors, s.sso_tenant_id, u.email, u.name, u.locale into session
    from public.sessions s join public.users u on u.id = s.user_id
    where s.token_hash = p_token_hash and s.revoked_at is null and s.expires_at > clock_timestamp()
      and s.last_seen_at > clock_timestamp() - make_interval(secs => p_idle_seconds) and u.disabled_at is null;
  if not found then return null; end if;
  -- Every five minutes is exact enough for idleness, and spares a write on most requests.
  if session.last_seen_at < clock_timestamp() - interval '5 minutes' then
    update public.sessions set last_seen_at = clock_timestamp() where id = session.id;
  end if;
  return jsonb_build_object('sessionId', session.id, 'userId', session.user_id, 'email', session.email,
    'name', session.name, 'locale', session.locale, 'expiresAt', session.expires_at, 'factors', to_jsonb(session.factors))
    || kernel.usable(session.user_id, session.factors, session.sso_tenant_id);
end $$;

create or replace function app.session_rotate(p_old_hash bytea, p_session uuid, p_token_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare old record;
begin
  update public.sessions s set revoked_at = clock_timestamp(), revoked_reason = 'rotated'
    where s.token_hash = p_old_hash and s.revoked_at is null and s.expires_at > clock_timestamp()
    returning s.id, s.user_id, s.expires_at, s.factors, s.sso_tenant_id into old;
  if not found then return null; end if;
  if octet_length(p_token_hash) <> 32 then raise exception 'not a hash' using errcode = '22023'; end if;
  insert into public.sessions (id, user_id, token_hash, expires_at, rotated_from, factors, sso_tenant_id)
    values (p_session, old.user_id, p_token_hash, old.expires_at, old.id, old.factors, old.sso_tenant_id);
  return jsonb_build_object('sessionId', p_session, 'expiresAt', old.expires_at);
end $$;

create or replace function app.session_create(p_session uuid, p_email text, p_token_hash bytea, p_seconds int, p_old_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare person uuid;
begin
  select u.id into person from public.users u where u.email = lower(p_email) and u.disabled_at is null;
  if not found then return null; end if;
  return jsonb_build_object('userId', person, 'sessionId', p_session,
    'expiresAt', kernel.open_session_by(p_session, person, p_token_hash, p_seconds, p_old_hash, '{persona}', null));
end $$;

-- Ends one other session of the person, or all others when p_session is null; answers how many ended.
create function app.session_end_other(p_token_hash bytea, p_session uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own public.sessions;
  ended int;
begin
  select * into own from kernel.live_session(p_token_hash);
  if own.id is null then return 0; end if;
  update public.sessions s set revoked_at = clock_timestamp(), revoked_reason = 'ended_elsewhere'
    where s.user_id = own.user_id and s.id <> own.id and s.revoked_at is null and (p_session is null or s.id = p_session);
  get diagnostics ended = row_count;
  if ended > 0 then perform kernel.note_person(own.user_id, 'member.sessions_ended', jsonb_build_object('count', ended)); end if;
  return ended;
end $$;

-- What the page about one's own ways in shows; null without a live session. Nothing in it opens a door.
create function app.security_view(p_token_hash bytea) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare own public.sessions;
begin
  select * into own from kernel.live_session(p_token_hash);
  if own.id is null then return null; end if;
  return jsonb_build_object(
    'passwordChangedAt', (select p.changed_at from public.passwords p where p.user_id = own.user_id),
    'totpSince', (select f.confirmed_at from public.second_factors f where f.user_id = own.user_id),
    'recoveryLeft', (select count(*) from public.recovery_codes c where c.user_id = own.user_id and c.used_at is null),
    'passkeys', (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'name', k.name, 'createdAt', k.created_at,
        'lastUsedAt', k.last_used_at) order by k.created_at), '[]') from public.passkeys k where k.user_id = own.user_id),
    'sessions', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'createdAt', s.created_at, 'lastSeenAt', s.last_seen_at,
        'factors', to_jsonb(s.factors), 'current', s.id = own.id) order by s.last_seen_at desc), '[]')
      from (select * from public.sessions x where x.user_id = own.user_id and x.revoked_at is null
        and x.expires_at > clock_timestamp() order by x.last_seen_at desc limit 50) s),
    'held', kernel.usable(own.user_id, own.factors, own.sso_tenant_id) -> 'held',
    'mayChange', kernel.may_change(own),
    'staff', exists (select 1 from public.members m join public.tenants t on t.id = m.tenant_id
      where m.user_id = own.user_id and m.revoked_at is null and t.kind <> 'customer'));
end $$;

-- ---------------------------------------------------------------------------------------------------------------
-- Passwords.

-- How to derive the key of a password for an address: { salt, memory, passes, lanes }. An address without one gets a salt
-- that is always the same for it, so that neither the answer nor the time that deriving takes tells the two apart.
create function app.password_salt(p_email text, p_memory int, p_passes int, p_lanes int) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select jsonb_build_object('salt', encode(p.salt, 'hex'), 'memory', p.memory_kib, 'passes', p.passes, 'lanes', p.lanes)
      from public.users u join public.passwords p on p.user_id = u.id where u.email = lower(p_email)),
    jsonb_build_object('salt', encode(substr(sha256((select k.ipad from kernel.context_keys k order by k.kid limit 1)
      || convert_to('salt|' || lower(p_email), 'UTF8')), 1, 16), 'hex'), 'memory', p_memory, 'passes', p_passes, 'lanes', p_lanes))
$$;

-- Signs in with the key derived from a password: { outcome: signed_in, … } or wrong, the one answer for a wrong password,
-- an unknown address, and an account that has seen fifty failures within a day (its mail goes on working).
create function app.password_sign_in(p_email text, p_verifier bytea, p_session uuid, p_token_hash bytea, p_seconds int, p_old_hash bytea)
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  known record;
  ends timestamptz;
begin
  select u.id, u.locale, p.verifier, p.failures, p.failed_at into known
    from public.users u join public.passwords p on p.user_id = u.id
    where u.email = lower(p_email) and u.disabled_at is null for update of p;
  if not found then return jsonb_build_object('outcome', 'wrong'); end if;
  if known.failed_at < clock_timestamp() - interval '1 day' then known.failures := 0; end if;
  if known.failures >= 50 or known.verifier is distinct from p_verifier then
    update public.passwords set failures = known.failures + 1, failed_at = clock_timestamp() where user_id = known.id;
    return jsonb_build_object('outcome', 'wrong');
  end if;
  update public.passwords set failures = 0 where user_id = known.id;
  ends := kernel.open_session_by(p_session, known.id, p_token_hash, p_seconds, p_old_hash, '{password}', null);
  perform kernel.note_person(known.id, 'member.signed_in', jsonb_build_object('way', 'password'));
  return jsonb_build_object('outcome', 'signed_in', 'userId', known.id, 'sessionId', p_session, 'expiresAt', ends,
    'returnPath', null, 'locale', known.locale);
end $$;

-- Sets, changes or (p_verifier null) removes the person's password and ends their other sessions. Somebody who came by mail
-- or passkey within the last fifteen minutes need not know the old one: that is how a forgotten one is replaced. Answers
-- set, removed, wrong (the old one), stale (come in afresh), held (the second factor first) or signed_out.
create function app.password_set(p_token_hash bytea, p_current bytea, p_salt bytea, p_verifier bytea, p_memory int, p_passes int, p_lanes int)
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own public.sessions;
  known public.passwords;
  fresh boolean;
  ended int;
begin
  select * into own from kernel.live_session(p_token_hash);
  if own.id is null then return jsonb_build_object('outcome', 'signed_out'); end if;
  if not kernel.may_change(own) then return jsonb_build_object('outcome', 'held'); end if;
  fresh := own.created_at > clock_timestamp() - interval '15 minutes' and own.factors && array['mail', 'passkey', 'persona'];
  select * into known from public.passwords p where p.user_id = own.user_id for update;
  if known.user_id is null and p_verifier is null then return jsonb_build_object('outcome', 'removed', 'changed', false); end if;
  if p_current is not null and known.user_id is not null then
    if known.failed_at > clock_timestamp() - interval '1 day' and known.failures >= 50 or known.verifier <> p_current then
      update public.passwords set failures = failures + 1, failed_at = clock_timestamp() where user_id = own.user_id;
      return jsonb_build_object('outcome', 'wrong');
    end if;
  elsif not fresh then
    return jsonb_build_object('outcome', 'stale');
  end if;
  if p_verifier is null then
    delete from public.passwords where user_id = own.user_id;
  else
    insert into public.passwords (user_id, salt, verifier, memory_kib, passes, lanes)
      values (own.user_id, p_salt, p_verifier, p_memory, p_passes, p_lanes)
      on conflict (user_id) do update set salt = excluded.salt, verifier = excluded.verifier, memory_kib = excluded.memory_kib,
        passes = excluded.passes, lanes = excluded.lanes, changed_at = clock_timestamp(), failures = 0, failed_at = null;
  end if;
  update public.sessions s set revoked_at = clock_timestamp(), revoked_reason = 'password_changed'
    where s.user_id = own.user_id and s.id <> own.id and s.revoked_at is null;
  get diagnostics ended = row_count;
  perform kernel.note_person(own.user_id, case when p_verifier is null then 'member.password_removed' else 'member.password_set' end,
    jsonb_build_object('sessionsEnded', ended));
  return jsonb_build_object('outcome', case when p_verifier is null then 'removed' else 'set' end, 'changed', true, 'userId', own.user_id);
end $$;

-- ---------------------------------------------------------------------------------------------------------------
-- One-time codes and recovery codes.

-- Puts a new, unconfirmed secret beside the session's person; refuses while there is a confirmed one. Answers begun, held,
-- enrolled or signed_out.
create function app.totp_begin(p_token_hash bytea, p_factor uuid, p_wrapped text, p_root_key text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare own public.sessions;
begin
  select * into own from kernel.live_session(p_token_hash);
  if own.id is null then return 'signed_out'; end if;
  if not kernel.may_change(own) then return 'held'; end if;
  insert into public.second_factors (user_id, id, wrapped, root_key_id) values (own.user_id, p_factor, left(p_wrapped, 1000), left(p_root_key, 100))
    on conflict (user_id) do update set id = excluded.id, wrapped = excluded.wrapped, root_key_id = excluded.root_key_id,
      last_step = 0, created_at = clock_timestamp() where public.second_factors.confirmed_at is null;
  return case when found then 'begun' else 'enrolled' end;
end $$;

-- The wrapped secret of the session's own person, with what a proof must name; null without one.
create function app.totp_read(p_token_hash bytea) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('userId', f.user_id, 'factorId', f.id, 'sessionId', s.id, 'wrapped', f.wrapped, 'rootKeyId', f.root_key_id,
    'lastStep', f.last_step, 'confirmed', f.confirmed_at is not null,
    'email', (select u.email from public.users u where u.id = f.user_id))
  from kernel.live_session(p_token_hash) s join public.second_factors f on f.user_id = s.user_id
$$;

-- A right code was shown: raises the session under a new token, and the first time confirms the factor and stores the hashes
-- of its recovery codes. Each step of time counts once. Answers passed (with the session), replayed, or refused.
create function app.totp_pass(p_token_hash bytea, p_step bigint, p_proof text, p_recovery bytea[], p_new_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own public.sessions;
  factor public.second_factors;
begin
  select * into own from kernel.live_session(p_token_hash);
  select * into factor from public.second_factors f where f.user_id = own.user_id for update;
  if own.id is null or factor.id is null
     or not kernel.proven(p_proof, 'totp', array[own.id::text, factor.id::text, p_step::text]) then
    return jsonb_build_object('outcome', 'refused');
  end if;
  if p_step <= factor.last_step then return jsonb_build_object('outcome', 'replayed'); end if;
  if factor.confirmed_at is null then
    if not kernel.may_change(own) or coalesce(cardinality(p_recovery), 0) <> 10 then return jsonb_build_object('outcome', 'refused'); end if;
    delete from public.recovery_codes where user_id = own.user_id;
    insert into public.recovery_codes (code_hash, user_id) select h, own.user_id from unnest(p_recovery) h;
    perform kernel.note_person(own.user_id, 'member.second_factor_added', jsonb_build_object('way', 'totp'));
  end if;
  update public.second_factors set last_step = p_step, confirmed_at = coalesce(confirmed_at, clock_timestamp()) where user_id = own.user_id;
  return kernel.raise_session(own.id, 'totp', p_new_hash);
end $$;

-- A recovery code stands for the second factor, once. Answers passed or refused.
create function app.recovery_pass(p_token_hash bytea, p_code_hash bytea, p_new_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare own public.sessions;
begin
  select * into own from kernel.live_session(p_token_hash);
  update public.recovery_codes set used_at = clock_timestamp()
    where user_id = own.user_id and code_hash = p_code_hash and used_at is null;
  if own.id is null or not found then return jsonb_build_object('outcome', 'refused'); end if;
  perform kernel.note_person(own.user_id, 'member.recovery_code_used', '{}');
  return kernel.raise_session(own.id, 'recovery', p_new_hash);
end $$;

-- Ten new recovery codes in place of all older ones, for a session that has shown the second factor.
create function app.recovery_renew(p_token_hash bytea, p_recovery bytea[]) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare own public.sessions;
begin
  select * into own from kernel.live_session(p_token_hash);
  if own.id is null then return 'signed_out'; end if;
  if not kernel.may_change(own) or coalesce(cardinality(p_recovery), 0) <> 10
     or not exists (select 1 from public.second_factors f where f.user_id = own.user_id and f.confirmed_at is not null) then
    return 'held';
  end if;
  delete from public.recovery_codes where user_id = own.user_id;
  insert into public.recovery_codes (code_hash, user_id) select h, own.user_id from unnest(p_recovery) h;
  perform kernel.note_person(own.user_id, 'member.recovery_codes_renewed', '{}');
  return 'renewed';
end $$;

-- Takes the one-time codes and their recovery codes away. Answers removed, held or signed_out.
create function app.totp_remove(p_token_hash bytea) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare own public.sessions;
begin
  select * into own from kernel.live_session(p_token_hash);
  if own.id is null then return 'signed_out'; end if;
  if not kernel.may_change(own) then return 'held'; end if;
  delete from public.second_factors where user_id = own.user_id;
  if found then perform kernel.note_person(own.user_id, 'member.second_factor_removed', jsonb_build_object('way', 'totp')); end if;
  delete from public.recovery_codes where user_id = own.user_id;
  return 'removed';
end $$;

-- ---------------------------------------------------------------------------------------------------------------
-- Passkeys. The web checks the signature and proves what it found; the challenge is used once, the counter only rises.

create function app.passkey_challenge(p_id uuid, p_secret_hash bytea, p_browser_hash bytea, p_return_path text, p_seconds int) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.sign_in_attempts (id, kind, secret_hash, browser_hash, return_path, expires_at)
    values (p_id, 'passkey', p_secret_hash, p_browser_hash, left(p_return_path, 512), clock_timestamp() + make_interval(secs => least(p_seconds, 600)))
$$;

-- What checking a passkey's signature needs; its id is a random value that only its holder and we know.
create function app.passkey_find(p_credential text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('publicKey', encode(k.public_key, 'base64'), 'counter', k.counter, 'transports', to_jsonb(k.transports))
  from public.passkeys k where k.credential_id = p_credential
$$;

-- Uses up a challenge of this browser; null when it was not open. Inside the kernel.
create function kernel.take_attempt(p_kind text, p_secret_hash bytea, p_browser_hash bytea) returns sign_in_attempts
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare taken public.sign_in_attempts;
begin
  update public.sign_in_attempts a set used_at = clock_timestamp() where a.secret_hash = p_secret_hash and a.kind = p_kind
    and a.browser_hash = p_browser_hash and a.used_at is null and a.expires_at > clock_timestamp() returning * into taken;
  return taken;
end $$;
grant execute on function kernel.take_attempt(text, bytea, bytea) to portico_kernel;

-- Keeps a new passkey of the session's person. Answers added, full, held, expired or signed_out.
create function app.passkey_add(p_token_hash bytea, p_secret_hash bytea, p_browser_hash bytea, p_id uuid, p_credential text, p_public_key bytea,
  p_counter bigint, p_transports text[], p_name text, p_proof text, p_new_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own public.sessions;
  attempt public.sign_in_attempts;
begin
  select * into own from kernel.live_session(p_token_hash);
  if own.id is null then return jsonb_build_object('outcome', 'signed_out'); end if;
  if not kernel.may_change(own) then return jsonb_build_object('outcome', 'held'); end if;
  attempt := kernel.take_attempt('passkey', p_secret_hash, p_browser_hash);
  if attempt.id is null or not kernel.proven(p_proof, 'passkey-add', array[own.id::text, encode(p_secret_hash, 'hex'), p_credential,
      encode(sha256(p_public_key), 'hex')]) then
    return jsonb_build_object('outcome', 'expired');
  end if;
  if (select count(*) from public.passkeys k where k.user_id = own.user_id) >= 20 then return jsonb_build_object('outcome', 'full'); end if;
  insert into public.passkeys (id, user_id, credential_id, public_key, counter, transports, name)
    values (p_id, own.user_id, p_credential, p_public_key, p_counter, p_transports, left(p_name, 80)) on conflict (credential_id) do nothing;
  if not found then return jsonb_build_object('outcome', 'expired'); end if;
  perform kernel.note_person(own.user_id, 'member.second_factor_added', jsonb_build_object('way', 'passkey'));
  -- Making it took the device and its owner, which is as much as showing it.
  return kernel.raise_session(own.id, 'passkey', p_new_hash) || jsonb_build_object('outcome', 'added');
end $$;

-- Signs in with a passkey, or (p_session_hash given) raises that session of the same person. Answers signed_in, passed,
-- cloned (its counter did not rise) or expired.
create function app.passkey_use(p_secret_hash bytea, p_browser_hash bytea, p_credential text, p_counter bigint, p_proof text,
  p_raise_hash bytea, p_session uuid, p_token_hash bytea, p_seconds int, p_old_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  attempt public.sign_in_attempts := kernel.take_attempt('passkey', p_secret_hash, p_browser_hash);
  key public.passkeys;
  own public.sessions;
  ends timestamptz;
begin
  select k.* into key from public.passkeys k join public.users u on u.id = k.user_id
    where k.credential_id = p_credential and u.disabled_at is null for update of k;
  if attempt.id is null or key.id is null
     or not kernel.proven(p_proof, 'passkey-use', array[encode(p_secret_hash, 'hex'), p_credential, p_counter::text]) then
    return jsonb_build_object('outcome', 'expired');
  end if;
  -- Devices that do not count always say none; one that counts must have counted on.
  if (p_counter > 0 or key.counter > 0) and p_counter <= key.counter then
    perform kernel.note_person(key.user_id, 'member.passkey_refused', jsonb_build_object('passkeyId', key.id));
    return jsonb_build_object('outcome', 'cloned');
  end if;
  update public.passkeys set counter = p_counter, last_used_at = clock_timestamp() where id = key.id;
  if p_raise_hash is not null then
    select * into own from kernel.live_session(p_raise_hash);
    if own.user_id is distinct from key.user_id then return jsonb_build_object('outcome', 'expired'); end if;
    return kernel.raise_session(own.id, 'passkey', p_token_hash) || jsonb_build_object('returnPath', attempt.return_path);
  end if;
  ends := kernel.open_session_by(p_session, key.user_id, p_token_hash, p_seconds, p_old_hash, '{passkey}', null);
  perform kernel.note_person(key.user_id, 'member.signed_in', jsonb_build_object('way', 'passkey'));
  return jsonb_build_object('outcome', 'signed_in', 'userId', key.user_id, 'sessionId', p_session, 'expiresAt', ends,
    'returnPath', attempt.return_path, 'locale', (select u.locale from public.users u where u.id = key.user_id));
end $$;

-- Renames (a name given) or removes a passkey of the session's own person. Answers changed, removed, unknown, held, signed_out.
create function app.passkey_change(p_token_hash bytea, p_id uuid, p_name text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare own public.sessions;
begin
  select * into own from kernel.live_session(p_token_hash);
  if own.id is null then return 'signed_out'; end if;
  if not kernel.may_change(own) then return 'held'; end if;
  if p_name is not null then
    update public.passkeys set name = left(p_name, 80) where id = p_id and user_id = own.user_id;
    return case when found then 'changed' else 'unknown' end;
  end if;
  delete from public.passkeys where id = p_id and user_id = own.user_id;
  if not found then return 'unknown'; end if;
  perform kernel.note_person(own.user_id, 'member.second_factor_removed', jsonb_build_object('way', 'passkey'));
  return 'removed';
end $$;

-- ---------------------------------------------------------------------------------------------------------------
-- Identity providers of tenants.

-- The providers that have claimed a domain, below a partner when its host is asked: [{ tenantId, name }], at most five. Tells
-- about companies and their domains, not about people.
create function app.sso_discover(p_domain text, p_slug text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('tenantId', f.tenant_id, 'name', f.name)), '[]') from (
    select i.tenant_id, i.name from public.identity_providers i
    where i.is_enabled and lower(p_domain) = any (i.domains)
      and (p_slug is null or exists (select 1 from public.tenant_closure c join public.tenants t on t.id = c.ancestor_id
        where c.descendant_id = i.tenant_id and t.slug = p_slug and t.kind = 'partner'))
    order by i.created_at, i.tenant_id limit 5) f
$$;

-- Begins a sign-in at a tenant's provider: who goes out is known only to this browser. False for no such provider.
create function app.sso_begin(p_id uuid, p_tenant uuid, p_state_hash bytea, p_browser_hash bytea, p_url text, p_return_path text,
  p_locale text, p_seconds int) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.sign_in_attempts (id, kind, secret_hash, browser_hash, provider_tenant_id, url, return_path, locale, expires_at)
    select p_id, 'sso', p_state_hash, p_browser_hash, i.tenant_id, left(p_url, 4000), left(p_return_path, 512), left(p_locale, 35),
      clock_timestamp() + make_interval(secs => least(p_seconds, 900))
    from public.identity_providers i where i.tenant_id = p_tenant and i.is_enabled;
  return found;
end $$;

-- Where this browser is to go on, for the page that says so: { url, name }; null without an open attempt.
create function app.sso_view(p_browser_hash bytea) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('url', a.url, 'name', i.name)
  from public.sign_in_attempts a join public.identity_providers i on i.tenant_id = a.provider_tenant_id
  where a.browser_hash = p_browser_hash and a.kind = 'sso' and a.used_at is null and a.expires_at > clock_timestamp()
  order by a.created_at desc limit 1
$$;

-- Uses up the attempt that a provider's answer names, in the browser that went out: { id, tenantId, returnPath, locale } or null.
create function app.sso_take(p_state_hash bytea, p_browser_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare taken public.sign_in_attempts := kernel.take_attempt('sso', p_state_hash, p_browser_hash);
begin
  if taken.id is null then return null; end if;
  return jsonb_build_object('id', taken.id, 'tenantId', taken.provider_tenant_id, 'returnPath', taken.return_path, 'locale', taken.locale);
end $$;

-- Opens the session of whom a provider has named, in its own tenant only. A subject is linked to a person the first time, by
-- an address that the provider has verified, whose domain is one of its own, and that belongs to a live member of exactly
-- that tenant. Answers signed_in, no_member or expired.
create function app.sso_finish(p_attempt uuid, p_issuer text, p_subject text, p_email text, p_mfa boolean, p_proof text, p_identity uuid,
  p_session uuid, p_token_hash bytea, p_seconds int, p_old_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  attempt public.sign_in_attempts;
  provider public.identity_providers;
  known record;
  ends timestamptz;
begin
  select * into attempt from public.sign_in_attempts a where a.id = p_attempt and a.kind = 'sso'
    and a.used_at > clock_timestamp() - interval '1 minute' for update;
  select * into provider from public.identity_providers i where i.tenant_id = attempt.provider_tenant_id and i.is_enabled and i.issuer = p_issuer;
  if attempt.id is null or provider.id is null
     or not kernel.proven(p_proof, 'sso', array[p_attempt::text, p_issuer, p_subject, p_email, p_mfa::text]) then
    return jsonb_build_object('outcome', 'expired');
  end if;
  delete from public.sign_in_attempts where id = p_attempt;
  select m.user_id, u.locale into known from public.identities i
    join public.members m on m.tenant_id = i.tenant_id and m.user_id = i.user_id and m.revoked_at is null
    join public.users u on u.id = m.user_id and u.disabled_at is null
    where i.tenant_id = provider.tenant_id and i.issuer = p_issuer and i.subject = p_subject;
  if found then
    update public.identities set last_used_at = clock_timestamp()
      where tenant_id = provider.tenant_id and issuer = p_issuer and subject = p_subject;
  elsif exists (select 1 from public.identities i where i.tenant_id = provider.tenant_id and i.issuer = p_issuer and i.subject = p_subject)
     or p_email is null or not split_part(p_email, '@', 2) = any (provider.domains) then
    return jsonb_build_object('outcome', 'no_member');
  else
    select m.user_id, u.locale into known from public.members m join public.users u on u.id = m.user_id and u.disabled_at is null
      where m.tenant_id = provider.tenant_id and m.revoked_at is null and u.email = lower(p_email);
    if not found then return jsonb_build_object('outcome', 'no_member'); end if;
    insert into public.identities (tenant_id, id, user_id, issuer, subject) values (provider.tenant_id, p_identity, known.user_id, p_issuer, p_subject);
    perform kernel.note_person(known.user_id, 'member.identity_linked', jsonb_build_object('issuer', p_issuer), provider.tenant_id);
  end if;
  ends := kernel.open_session_by(p_session, known.user_id, p_token_hash, p_seconds, p_old_hash,
    case when p_mfa then array['sso', 'idp_mfa'] else array['sso'] end, provider.tenant_id);
  perform kernel.note_person(known.user_id, 'member.signed_in', jsonb_build_object('way', 'sso'), provider.tenant_id);
  return jsonb_build_object('outcome', 'signed_in', 'userId', known.user_id, 'sessionId', p_session, 'expiresAt', ends,
    'returnPath', attempt.return_path, 'locale', attempt.locale);
end $$;

create or replace function app.sign_in_purge() returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  challenges int;
  attempts int;
  ended int;
begin
  delete from public.sign_in_challenges where created_at < clock_timestamp() - interval '1 day';
  get diagnostics challenges = row_count;
  delete from public.sign_in_attempts where expires_at < clock_timestamp() - interval '1 hour';
  get diagnostics attempts = row_count;
  delete from public.sessions where expires_at < clock_timestamp() - interval '30 days';
  get diagnostics ended = row_count;
  return challenges + attempts + ended;
end $$;

do $$
declare item record;
begin
  for item in select * from (values
      ('app.session_end_other(bytea, uuid)'), ('app.security_view(bytea)'), ('app.password_salt(text, int, int, int)'),
      ('app.password_sign_in(text, bytea, uuid, bytea, int, bytea)'),
      ('app.password_set(bytea, bytea, bytea, bytea, int, int, int)'),
      ('app.totp_begin(bytea, uuid, text, text)'), ('app.totp_read(bytea)'), ('app.totp_pass(bytea, bigint, text, bytea[], bytea)'),
      ('app.recovery_pass(bytea, bytea, bytea)'), ('app.recovery_renew(bytea, bytea[])'), ('app.totp_remove(bytea)'),
      ('app.passkey_challenge(uuid, bytea, bytea, text, int)'), ('app.passkey_find(text)'),
      ('app.passkey_add(bytea, bytea, bytea, uuid, text, bytea, bigint, text[], text, text, bytea)'),
      ('app.passkey_use(bytea, bytea, text, bigint, text, bytea, uuid, bytea, int, bytea)'), ('app.passkey_change(bytea, uuid, text)'),
      ('app.sso_discover(text, text)'), ('app.sso_begin(uuid, uuid, bytea, bytea, text, text, text, int)'), ('app.sso_view(bytea)'),
      ('app.sso_take(bytea, bytea)'), ('app.sso_finish(uuid, text, text, text, boolean, text, uuid, uuid, bytea, int, bytea)')
    ) as f(signature) loop
    execute format('alter function %s owner to portico_kernel', item.signature);
    execute format('revoke all on function %s from public', item.signature);
    execute format('grant execute on function %s to portico_app, portico_worker', item.signature);
  end loop;
end $$;
