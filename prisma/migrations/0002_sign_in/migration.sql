-- Signing in, invitations and members. People, sessions and challenges have no tenant, and the application roles have
-- no right on their tables; everything here is a function of portico_kernel that does one thing and answers no more
-- than its caller already knows. The web can open a session only with a token or code that was mailed, whose hash only
-- the worker can store: SQL injected into the web's session cannot sign anybody in.

-- When the mail of a challenge went out, and until when a worker holds it (a second worker leaves it alone till then).
alter table sign_in_challenges add column claimed_until timestamptz;
alter table sign_in_challenges add column sent_at timestamptz;
alter table messages add column claimed_until timestamptz;

grant delete on sessions to portico_kernel;
create policy kernel_sign_in on themes for select to portico_kernel using (is_active);
create policy kernel_sign_in on customers for select to portico_kernel using (true);
create policy kernel_sign_in on onboarding_flows for select to portico_kernel using (true);
create policy kernel_sign_in on onboarding_templates for select to portico_kernel using (true);
grant select on themes, customers, onboarding_flows, onboarding_templates to portico_kernel;

-- ---------------------------------------------------------------------------------------------------------------
-- Inside the kernel.

-- A UUIDv7 for rows that a kernel function writes beside the ones it was asked for.
create function kernel.uuidv7() returns uuid
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1),
    'hex')::uuid
$$;

-- Appends to the chain of p_tenant in the name of p_user: what app.audit does, after it has decided who acts. Apart,
-- because a person who accepts an invitation acts in a tenant that no context of theirs shows yet.
create function kernel.append_audit(p_tenant uuid, p_id uuid, p_action text, p_entity_type text, p_entity_id uuid,
  p_details jsonb, p_user uuid, p_role text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  head record;
  entry public.audit_logs;
begin
  insert into public.audit_heads (tenant_id, seq, hash) values (p_tenant, 0, decode(repeat('00', 32), 'hex'))
    on conflict (tenant_id) do nothing;
  select seq, hash into head from public.audit_heads where tenant_id = p_tenant for update;
  entry.tenant_id := p_tenant;
  entry.id := p_id;
  entry.seq := head.seq + 1;
  entry.action := p_action;
  entry.entity_type := p_entity_type;
  entry.entity_id := p_entity_id;
  entry.user_id := p_user;
  entry.role := p_role;
  entry."timestamp" := date_trunc('microseconds', clock_timestamp());
  entry.details := coalesce(p_details, '{}');
  entry.prev_hash := head.hash;
  entry.hash := sha256(convert_to(app.audit_canonical(entry), 'UTF8'));
  insert into public.audit_logs select entry.*;
  update public.audit_heads set seq = entry.seq, hash = entry.hash where tenant_id = p_tenant;
end $$;

create or replace function app.audit(p_tenant uuid, p_id uuid, p_action text, p_entity_type text, p_entity_id uuid, p_details jsonb)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts := app.context();
begin
  if not p_tenant = any (app.visible_tenants()) then
    raise exception 'audit outside the context' using errcode = '42501';
  end if;
  perform kernel.append_audit(p_tenant, p_id, p_action, p_entity_type, p_entity_id, p_details, ctx.user_id, ctx.role);
end $$;

-- Whether a role belongs to a kind of tenant: staff to the platform and partners, the other three to customers.
create function app.role_fits(p_kind text, p_role text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when p_kind = 'customer' then p_role in ('owner', 'contributor', 'viewer')
    else p_role in ('admin', 'success_manager', 'reviewer', 'author', 'analyst', 'auditor') end
$$;
grant execute on function app.role_fits(text, text) to portico_app, portico_worker, portico_kernel, portico_owner;

-- The live memberships of a person, as the web shows and uses them.
create function kernel.memberships(p_user uuid) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('tenantId', t.id, 'tenantKind', t.kind, 'tenantName', t.name,
      'memberId', m.id, 'role', m.role, 'displayName', m.display_name) order by m.created_at, m.id), '[]')
  from public.members m join public.tenants t on t.id = m.tenant_id
  where m.user_id = p_user and m.revoked_at is null
$$;

-- The look that people of a tenant see: the active theme of the nearest ancestor that has one.
create function kernel.theme_of(p_tenant uuid) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('name', th.name, 'mark', th.mark, 'brand', th.brand, 'supportEmail', th.support_email)
  from public.tenant_closure c join public.themes th on th.tenant_id = c.ancestor_id and th.is_active
  where c.descendant_id = p_tenant order by c.depth limit 1
$$;

-- Opens a session and ends the one that the browser had before, so that no token survives a change of who is signed in.
create function kernel.open_session(p_session uuid, p_user uuid, p_token_hash bytea, p_seconds int, p_old_hash bytea)
returns timestamptz language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  old_id uuid;
  ends timestamptz := clock_timestamp() + make_interval(secs => p_seconds);
begin
  if octet_length(p_token_hash) <> 32 then raise exception 'not a hash' using errcode = '22023'; end if;
  update public.sessions set revoked_at = clock_timestamp(), revoked_reason = 'replaced'
    where token_hash = p_old_hash and revoked_at is null returning id into old_id;
  insert into public.sessions (id, user_id, token_hash, expires_at, rotated_from)
    values (p_session, p_user, p_token_hash, ends, old_id);
  return ends;
end $$;

-- Finishes a challenge whose link or code was right: ends all open ones of the address, opens the session, and writes
-- into the chain of each tenant that the person works in.
create function kernel.finish_challenge(p_challenge sign_in_challenges, p_way text, p_session uuid, p_token_hash bytea,
  p_seconds int, p_old_hash bytea) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  person record;
  place record;
  ends timestamptz;
begin
  update public.sign_in_challenges set used_at = clock_timestamp() where email = p_challenge.email and used_at is null;
  select u.id, u.locale into person from public.users u where u.email = p_challenge.email and u.disabled_at is null;
  if not found then return jsonb_build_object('outcome', 'expired'); end if;
  ends := kernel.open_session(p_session, person.id, p_token_hash, p_seconds, p_old_hash);
  for place in select m.tenant_id, m.id, m.role from public.members m
      where m.user_id = person.id and m.revoked_at is null order by m.tenant_id limit 20 loop
    perform kernel.append_audit(place.tenant_id, kernel.uuidv7(), 'member.signed_in', 'member', place.id,
      jsonb_build_object('way', p_way), person.id, place.role);
  end loop;
  return jsonb_build_object('outcome', 'signed_in', 'userId', person.id, 'sessionId', p_session, 'expiresAt', ends,
    'returnPath', p_challenge.return_path, 'locale', p_challenge.locale);
end $$;

-- valid, used, revoked or expired; one word for the page, decided in one place for looking and for accepting.
create function kernel.invitation_status(p_invitation invitations) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when p_invitation.accepted_at is not null then 'used'
    when p_invitation.revoked_at is not null then 'revoked'
    when exists (select 1 from public.customers c where c.tenant_id = p_invitation.tenant_id
      and c.status in ('offboarding', 'inactive')) then 'revoked'
    when exists (select 1 from public.onboarding_flows f where f.tenant_id = p_invitation.tenant_id
      and f.id = p_invitation.flow_id and f.status = 'cancelled') then 'revoked'
    when p_invitation.expires_at <= clock_timestamp() then 'expired'
    else 'valid' end
$$;

-- Makes a person a member, or takes them back with the given role. Answers added, or already_member.
create function kernel.put_member(p_user uuid, p_member uuid, p_tenant uuid, p_email text, p_name text, p_role text,
  p_locale text, out outcome text, out user_id uuid, out member_id uuid)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  kind text;
  known record;
begin
  select t.kind into kind from public.tenants t where t.id = p_tenant;
  if kind is null or not app.role_fits(kind, p_role) then
    raise exception 'the role % does not fit this tenant', p_role using errcode = '23514';
  end if;
  insert into public.users (id, email, name, locale) values (p_user, lower(p_email), left(p_name, 200), p_locale)
    on conflict (email) do nothing;
  select u.id into user_id from public.users u where u.email = lower(p_email);
  select m.id, m.revoked_at into known from public.members m where m.tenant_id = p_tenant and m.user_id = put_member.user_id
    for update;
  if found then
    member_id := known.id;
    outcome := case when known.revoked_at is null then 'already_member' else 'added' end;
    update public.members m set role = p_role, revoked_at = null
      where m.tenant_id = p_tenant and m.id = known.id and m.revoked_at is not null;
  else
    member_id := p_member;
    outcome := 'added';
    insert into public.members (tenant_id, id, user_id, role, email, display_name)
      values (p_tenant, p_member, user_id, p_role, lower(p_email), coalesce(nullif(left(p_name, 200), ''), lower(p_email)));
  end if;
end $$;

grant execute on function kernel.uuidv7(), kernel.memberships(uuid), kernel.theme_of(uuid),
  kernel.append_audit(uuid, uuid, text, text, uuid, jsonb, uuid, text),
  kernel.open_session(uuid, uuid, bytea, int, bytea),
  kernel.finish_challenge(sign_in_challenges, text, uuid, bytea, int, bytea), kernel.invitation_status(invitations),
  kernel.put_member(uuid, uuid, uuid, text, text, text, text) to portico_kernel;

-- ---------------------------------------------------------------------------------------------------------------
-- Sessions.

-- Who holds this token, with their live memberships; null for an unknown, ended, expired or idle session and for a
-- disabled person. Read on every request, so a revoked member or a changed role counts at once.
create function app.session_resolve(p_token_hash bytea, p_idle_seconds int) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare session record;
begin
  select s.id, s.user_id, s.last_seen_at, s.expires_at, u.email, u.name, u.locale into session
    from public.sessions s join public.users u on u.id = s.user_id
    where s.token_hash = p_token_hash and s.revoked_at is null and s.expires_at > clock_timestamp()
      and s.last_seen_at > clock_timestamp() - make_interval(secs => p_idle_seconds) and u.disabled_at is null;
  if not found then return null; end if;
  -- Every five minutes is exact enough for idleness, and spares a write on most requests.
  if session.last_seen_at < clock_timestamp() - interval '5 minutes' then
    update public.sessions set last_seen_at = clock_timestamp() where id = session.id;
  end if;
  return jsonb_build_object('sessionId', session.id, 'userId', session.user_id, 'email', session.email,
    'name', session.name, 'locale', session.locale, 'expiresAt', session.expires_at,
    'memberships', kernel.memberships(session.user_id));
end $$;

-- Exchanges a live token for a new one with the same end; null when the old one is not live.
create function app.session_rotate(p_old_hash bytea, p_session uuid, p_token_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare old record;
begin
  update public.sessions s set revoked_at = clock_timestamp(), revoked_reason = 'rotated'
    where s.token_hash = p_old_hash and s.revoked_at is null and s.expires_at > clock_timestamp()
    returning s.id, s.user_id, s.expires_at into old;
  if not found then return null; end if;
  if octet_length(p_token_hash) <> 32 then raise exception 'not a hash' using errcode = '22023'; end if;
  insert into public.sessions (id, user_id, token_hash, expires_at, rotated_from)
    values (p_session, old.user_id, p_token_hash, old.expires_at, old.id);
  return jsonb_build_object('sessionId', p_session, 'expiresAt', old.expires_at);
end $$;

-- Ends the session of a token; true when it was live.
create function app.session_revoke(p_token_hash bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare ended record;
begin
  update public.sessions s set revoked_at = clock_timestamp(), revoked_reason = 'signed_out'
    where s.token_hash = p_token_hash and s.revoked_at is null returning s.user_id into ended;
  return found;
end $$;

-- Ends all sessions of a person: their own wish, or an administrator's of a tenant where they are a member.
create function app.session_revoke_all(p_user uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ctx app.context_parts := app.context();
  ended int;
begin
  if ctx.user_id is distinct from p_user and not (ctx.role in ('admin', 'owner') and exists (
      select 1 from public.members m where m.user_id = p_user and m.tenant_id = any (app.visible_tenants()))) then
    raise exception 'sessions outside the context' using errcode = '42501';
  end if;
  update public.sessions s set revoked_at = clock_timestamp(), revoked_reason = 'ended_everywhere'
    where s.user_id = p_user and s.revoked_at is null;
  get diagnostics ended = row_count;
  return ended;
end $$;

-- Opens a session for an address without a mail: the demo's personas. Only the worker's role may; null when unknown.
create function app.session_create(p_session uuid, p_email text, p_token_hash bytea, p_seconds int, p_old_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare person uuid;
begin
  select u.id into person from public.users u where u.email = lower(p_email) and u.disabled_at is null;
  if not found then return null; end if;
  return jsonb_build_object('userId', person, 'sessionId', p_session,
    'expiresAt', kernel.open_session(p_session, person, p_token_hash, p_seconds, p_old_hash));
end $$;

-- ---------------------------------------------------------------------------------------------------------------
-- Challenges. The row is made for every address alike, known or not, and counts wrong codes alike: nothing that a
-- stranger can do tells the two apart. Only the worker looks whether there is anybody to write to.

create function app.challenge_create(p_id uuid, p_email text, p_return_path text, p_locale text, p_seconds int) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.sign_in_challenges (id, email, return_path, locale, expires_at)
    values (p_id, lower(p_email), left(p_return_path, 512), left(p_locale, 35), clock_timestamp() + make_interval(secs => p_seconds))
$$;

-- Five wrong codes end a challenge. Twenty within a day end codes for the address, so that asking for new challenges
-- does not buy more guesses (a million codes: one in 50,000 a day); the link in the mail goes on working.
create function kernel.challenge_locked(p_challenge sign_in_challenges) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select p_challenge.attempts >= 5 or (select coalesce(sum(c.attempts), 0) >= 20 from public.sign_in_challenges c
    where c.email = p_challenge.email and c.created_at > clock_timestamp() - interval '1 day')
$$;
grant execute on function kernel.challenge_locked(sign_in_challenges) to portico_kernel;

-- What the page that waits for the code may show; null for an unknown id.
create function app.challenge_view(p_id uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('email', c.email, 'createdAt', c.created_at, 'expiresAt', c.expires_at, 'returnPath', c.return_path,
    'status', case when c.used_at is not null then 'used' when c.expires_at <= clock_timestamp() then 'expired'
      when kernel.challenge_locked(c.*) then 'locked' else 'open' end)
  from public.sign_in_challenges c where c.id = p_id
$$;

-- The worker takes a challenge to send its mail and stores the hashes of what it minted. Answers { outcome: armed, … },
-- busy (another worker holds it), or none (sent, used, expired, or nobody to write to).
create function app.challenge_arm(p_id uuid, p_link_hash bytea, p_code_hash bytea, p_lease_seconds int) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  challenge public.sign_in_challenges;
  person record;
  places uuid[];
begin
  select * into challenge from public.sign_in_challenges where id = p_id for update;
  if not found or challenge.used_at is not null or challenge.sent_at is not null or challenge.expires_at <= clock_timestamp() then
    return jsonb_build_object('outcome', 'none');
  end if;
  if challenge.claimed_until > clock_timestamp() then return jsonb_build_object('outcome', 'busy'); end if;
  select u.id, u.name into person from public.users u where u.email = challenge.email and u.disabled_at is null;
  select array_agg(m.tenant_id) into places from public.members m where m.user_id = person.id and m.revoked_at is null;
  if places is null then return jsonb_build_object('outcome', 'none'); end if;
  update public.sign_in_challenges set link_hash = p_link_hash, code_hash = p_code_hash,
      claimed_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    where id = p_id;
  return jsonb_build_object('outcome', 'armed', 'email', challenge.email, 'name', person.name, 'locale', challenge.locale,
    -- Somebody who works with several partners gets the house's look rather than a guess.
    'theme', case when cardinality(places) = 1 then kernel.theme_of(places[1]) end);
end $$;

-- The mail went out, or did not: then the next attempt need not wait for the claim to run out.
create function app.challenge_sent(p_id uuid, p_sent boolean) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update public.sign_in_challenges set claimed_until = null, sent_at = case when p_sent then clock_timestamp() end where id = p_id
$$;

-- Signs in with the token of a link: { outcome: signed_in, userId, sessionId, expiresAt, returnPath, locale } or expired,
-- the one answer for an unknown, used and expired token.
create function app.challenge_consume_link(p_link_hash bytea, p_session uuid, p_token_hash bytea, p_seconds int, p_old_hash bytea)
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare challenge public.sign_in_challenges;
begin
  select * into challenge from public.sign_in_challenges where link_hash = p_link_hash for update;
  if not found or challenge.used_at is not null or challenge.expires_at <= clock_timestamp() then
    return jsonb_build_object('outcome', 'expired');
  end if;
  return kernel.finish_challenge(challenge, 'link', p_session, p_token_hash, p_seconds, p_old_hash);
end $$;

-- Signs in with the code, in the browser that asked for it (only that one knows the challenge's id). Answers signed_in,
-- wrong (and counts it), locked or expired.
create function app.challenge_consume_code(p_id uuid, p_code_hash bytea, p_session uuid, p_token_hash bytea, p_seconds int, p_old_hash bytea)
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare challenge public.sign_in_challenges;
begin
  select * into challenge from public.sign_in_challenges where id = p_id for update;
  if not found or challenge.used_at is not null or challenge.expires_at <= clock_timestamp() then
    return jsonb_build_object('outcome', 'expired');
  end if;
  if kernel.challenge_locked(challenge) then return jsonb_build_object('outcome', 'locked'); end if;
  if challenge.code_hash is distinct from p_code_hash then
    update public.sign_in_challenges set attempts = attempts + 1 where id = p_id;
    return jsonb_build_object('outcome', 'wrong');
  end if;
  return kernel.finish_challenge(challenge, 'code', p_session, p_token_hash, p_seconds, p_old_hash);
end $$;

-- Forgets what no longer counts; the worker calls it now and then. Answers how many rows went.
create function app.sign_in_purge() returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  challenges int;
  ended int;
begin
  delete from public.sign_in_challenges where created_at < clock_timestamp() - interval '1 day';
  get diagnostics challenges = row_count;
  delete from public.sessions where expires_at < clock_timestamp() - interval '30 days';
  get diagnostics ended = row_count;
  return challenges + ended;
end $$;

-- ---------------------------------------------------------------------------------------------------------------
-- Invitations and members.

-- Whatever the landing page of an invitation shows, by the hash of the token in the mail; null for an unknown one.
-- A link that is used, revoked or expired says so and names the partner, but shows nothing of the customer's flow.
create function app.invitation_lookup(p_token_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  invitation public.invitations;
  status text;
  answer jsonb;
begin
  select * into invitation from public.invitations where token_hash = p_token_hash;
  if not found then return null; end if;
  status := kernel.invitation_status(invitation);
  select jsonb_build_object('status', status, 'tenantId', t.id, 'invitationId', invitation.id, 'email', invitation.email,
      'locale', invitation.locale, 'expiresAt', invitation.expires_at, 'flowId', invitation.flow_id, 'partnerName', p.name, 'partnerTenantId', p.id,
      'theme', kernel.theme_of(t.id))
    into answer from public.tenants t join public.tenants p on p.id = t.parent_id where t.id = invitation.tenant_id;
  if status <> 'valid' then return answer; end if;
  update public.invitations set opened_at = clock_timestamp()
    where tenant_id = invitation.tenant_id and id = invitation.id and opened_at is null;
  return answer || jsonb_build_object('customerName', (select t.name from public.tenants t where t.id = invitation.tenant_id),
    'name', invitation.name, 'role', invitation.role,
    'inviterName', (select m.display_name from public.members m
      join public.tenant_closure c on c.ancestor_id = m.tenant_id and c.descendant_id = invitation.tenant_id
      where m.user_id = invitation.invited_by order by c.depth limit 1),
    'template', (select jsonb_build_object('title', o.config #> '{definition,title}', 'summary', o.config #> '{definition,summary}',
        'estimatedMinutes', o.config #> '{definition,estimatedMinutes}', 'prerequisites', coalesce(o.config #> '{definition,prerequisites}', '[]'))
      from public.onboarding_flows f join public.onboarding_templates o on o.tenant_id = f.template_tenant_id and o.id = f.template_id
      where f.tenant_id = invitation.tenant_id and f.id = invitation.flow_id));
end $$;

-- Accepts an invitation: person, membership, session, audit and event, or nothing. Possession of the token proves the
-- address, as with a sign-in link. Answers { outcome: accepted, userId, sessionId, expiresAt, tenantId, flowId, locale },
-- unknown, used, revoked, expired, or wrong_account when the browser is signed in with another address.
create function app.invitation_accept(p_token_hash bytea, p_user uuid, p_member uuid, p_session uuid, p_session_hash bytea,
  p_seconds int, p_old_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  invitation public.invitations;
  status text;
  put record;
begin
  select * into invitation from public.invitations where token_hash = p_token_hash for update;
  if not found then return jsonb_build_object('outcome', 'unknown'); end if;
  status := kernel.invitation_status(invitation);
  if status <> 'valid' then return jsonb_build_object('outcome', status); end if;
  if exists (select 1 from public.sessions s join public.users u on u.id = s.user_id
      where s.token_hash = p_old_hash and s.revoked_at is null and s.expires_at > clock_timestamp()
        and u.email <> lower(invitation.email)) then
    return jsonb_build_object('outcome', 'wrong_account');
  end if;
  put := kernel.put_member(p_user, p_member, invitation.tenant_id, invitation.email, invitation.name, invitation.role, invitation.locale);
  if exists (select 1 from public.users u where u.id = put.user_id and u.disabled_at is not null) then
    raise exception 'this person is disabled' using errcode = '42501';
  end if;
  update public.invitations set accepted_at = clock_timestamp(), accepted_by = put.user_id,
      opened_at = coalesce(opened_at, clock_timestamp())
    where tenant_id = invitation.tenant_id and id = invitation.id;
  perform kernel.append_audit(invitation.tenant_id, kernel.uuidv7(), 'invitation.accepted', 'invitation', invitation.id,
    jsonb_build_object('memberId', put.member_id, 'role', invitation.role, 'membership', put.outcome), put.user_id, invitation.role);
  insert into public.events (tenant_id, id, flow_id, name, user_id, at, details)
    values (invitation.tenant_id, kernel.uuidv7(), invitation.flow_id, 'invitation.accepted', put.user_id, clock_timestamp(),
      jsonb_build_object('invitationId', invitation.id));
  return jsonb_build_object('outcome', 'accepted', 'userId', put.user_id, 'sessionId', p_session,
    'expiresAt', kernel.open_session(p_session, put.user_id, p_session_hash, p_seconds, p_old_hash),
    'tenantId', invitation.tenant_id, 'flowId', invitation.flow_id, 'locale', invitation.locale);
end $$;

-- The look of a partner by the name in its host, for pages before anybody is signed in; it is public. Null when unknown.
create function app.partner_theme(p_slug text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(kernel.theme_of(t.id), jsonb_build_object('name', t.name, 'mark', null, 'brand', null, 'supportEmail', null))
  from public.tenants t where t.slug = p_slug and t.kind = 'partner'
$$;

-- Adds a member of staff to a partner or the platform. Only an administrator whose context shows that tenant; customers'
-- members come by invitation. Answers { outcome: added | already_member, memberId } and tells nothing about the person.
create function app.member_add(p_user uuid, p_member uuid, p_tenant uuid, p_email text, p_name text, p_role text, p_locale text)
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ctx app.context_parts := app.context();
  put record;
begin
  if ctx.role is distinct from 'admin' or not p_tenant = any (app.visible_tenants())
     or exists (select 1 from public.tenants t where t.id = p_tenant and t.kind = 'customer') then
    raise exception 'members outside the context' using errcode = '42501';
  end if;
  put := kernel.put_member(p_user, p_member, p_tenant, p_email, p_name, p_role, p_locale);
  if put.outcome = 'added' then
    perform kernel.append_audit(p_tenant, kernel.uuidv7(), 'member.added', 'member', put.member_id,
      jsonb_build_object('role', p_role), ctx.user_id, ctx.role);
  end if;
  return jsonb_build_object('outcome', put.outcome, 'memberId', put.member_id);
end $$;

-- The first administrator, before anybody could add one; also the people of seeded worlds. Only the owner may.
create function app.bootstrap_member(p_user uuid, p_member uuid, p_tenant uuid, p_email text, p_name text, p_role text, p_locale text)
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare put record;
begin
  put := kernel.put_member(p_user, p_member, p_tenant, p_email, p_name, p_role, p_locale);
  if put.outcome = 'added' then
    perform kernel.append_audit(p_tenant, kernel.uuidv7(), 'member.added', 'member', put.member_id,
      jsonb_build_object('role', p_role, 'bootstrap', true), null, 'system');
  end if;
  return jsonb_build_object('outcome', put.outcome, 'memberId', put.member_id, 'userId', put.user_id);
end $$;

-- People whom the worker writes to or names in a mail: { userId: { name, email, locale } }, without the disabled ones.
create function app.people(p_users uuid[]) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_object_agg(u.id, jsonb_build_object('name', u.name, 'email', u.email, 'locale', u.locale)), '{}')
  from public.users u where u.id = any (p_users) and u.disabled_at is null
$$;

-- A machine's key by its SHA-256: { tenantId, tenantKind, apiKeyId, scopes }, or null when unknown, expired or revoked.
create function app.api_key_resolve(p_hash bytea) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare key record;
begin
  select k.tenant_id, k.id, k.scopes, k.last_used_at, t.kind into key
    from public.api_keys k join public.tenants t on t.id = k.tenant_id
    where k.key_hash = p_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp());
  if not found then return null; end if;
  if key.last_used_at is null or key.last_used_at < clock_timestamp() - interval '1 minute' then
    update public.api_keys set last_used_at = clock_timestamp() where tenant_id = key.tenant_id and id = key.id;
  end if;
  return jsonb_build_object('tenantId', key.tenant_id, 'tenantKind', key.kind, 'apiKeyId', key.id, 'scopes', to_jsonb(key.scopes));
end $$;

do $$
declare
  item record;
  web text := 'portico_app, portico_worker';
begin
  for item in select * from (values
      ('app.session_resolve(bytea, int)', web), ('app.session_rotate(bytea, uuid, bytea)', web),
      ('app.session_revoke(bytea)', web), ('app.session_revoke_all(uuid)', web),
      ('app.session_create(uuid, text, bytea, int, bytea)', 'portico_worker'),
      ('app.challenge_create(uuid, text, text, text, int)', web), ('app.challenge_view(uuid)', web),
      ('app.challenge_arm(uuid, bytea, bytea, int)', 'portico_worker'), ('app.challenge_sent(uuid, boolean)', 'portico_worker'),
      ('app.challenge_consume_link(bytea, uuid, bytea, int, bytea)', web),
      ('app.challenge_consume_code(uuid, bytea, uuid, bytea, int, bytea)', web), ('app.sign_in_purge()', 'portico_worker'),
      ('app.invitation_lookup(bytea)', web), ('app.invitation_accept(bytea, uuid, uuid, uuid, bytea, int, bytea)', web),
      ('app.partner_theme(text)', web),
      ('app.member_add(uuid, uuid, uuid, text, text, text, text)', web),
      ('app.bootstrap_member(uuid, uuid, uuid, text, text, text, text)', 'portico_owner'),
      ('app.people(uuid[])', 'portico_worker'), ('app.api_key_resolve(bytea)', web)
    ) as f(signature, callers) loop
    execute format('alter function %s owner to portico_kernel', item.signature);
    execute format('revoke all on function %s from public', item.signature);
    execute format('grant execute on function %s to %s', item.signature, item.callers);
  end loop;
end $$;

-- ---------------------------------------------------------------------------------------------------------------
-- Roles are the database's business too: a contributor's session cannot make itself an owner, whatever SQL it sends.

create function app.guard_member() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user in ('portico_app', 'portico_worker') and (app.context()).role not in ('admin', 'owner', 'system') then
    raise exception 'members are changed by an administrator or owner' using errcode = '42501';
  end if;
  if new.role <> old.role and not app.role_fits((select t.kind from public.tenants t where t.id = new.tenant_id), new.role) then
    raise exception 'the role % does not fit this tenant', new.role using errcode = '23514';
  end if;
  return new;
end $$;
create trigger guard_member before update on members for each row execute function app.guard_member();

create function app.guard_invitation() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user in ('portico_app', 'portico_worker')
     and (app.context()).role not in ('admin', 'success_manager', 'owner', 'machine', 'system') then
    raise exception 'this role does not invite' using errcode = '42501';
  end if;
  if not app.role_fits('customer', new.role)
     or not exists (select 1 from public.tenants t where t.id = new.tenant_id and t.kind = 'customer') then
    raise exception 'invitations are for the people of a customer' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger guard_invitation before insert on invitations for each row execute function app.guard_invitation();

-- How far the worker has read the events for mails that react to them.
insert into ops.fold_cursors (name, xact) values ('messages', '0') on conflict do nothing;
