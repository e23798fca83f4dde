-- A secret of one-time codes that is not confirmed belongs to the session that began it. It was shown to every session of
-- the person, so whoever once held a lesser one (a mailbox, a tenant's own provider) could read it, or begin it and wait
-- until the person confirms a secret that two know.
alter table second_factors add column session_id uuid;

create or replace function app.totp_begin(p_token_hash bytea, p_factor uuid, p_wrapped text, p_root_key text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare own public.sessions;
begin
  select * into own from kernel.live_session(p_token_hash);
  if own.id is null then return 'signed_out'; end if;
  if not kernel.may_change(own) then return 'held'; end if;
  insert into public.second_factors (user_id, id, wrapped, root_key_id, session_id)
    values (own.user_id, p_factor, left(p_wrapped, 1000), left(p_root_key, 100), own.id)
    on conflict (user_id) do update set id = excluded.id, wrapped = excluded.wrapped, root_key_id = excluded.root_key_id,
      session_id = excluded.session_id, last_step = 0, created_at = clock_timestamp()
      where public.second_factors.confirmed_at is null;
  return case when found then 'begun' else 'enrolled' end;
end $$;

-- The wrapped secret of the session's own person, with what a proof must name; null without one, and for one that another
-- session has begun and not confirmed.
create or replace function app.totp_read(p_token_hash bytea) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('userId', f.user_id, 'factorId', f.id, 'sessionId', s.id, 'wrapped', f.wrapped, 'rootKeyId', f.root_key_id,
    'lastStep', f.last_step, 'confirmed', f.confirmed_at is not null,
    'email', (select u.email from public.users u where u.id = f.user_id))
  from kernel.live_session(p_token_hash) s join public.second_factors f on f.user_id = s.user_id
  where f.confirmed_at is not null or f.session_id = s.id
$$;

create or replace function app.totp_pass(p_token_hash bytea, p_step bigint, p_proof text, p_recovery bytea[], p_new_hash bytea) returns jsonb
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
    if factor.session_id is distinct from own.id or not kernel.may_change(own) or coalesce(cardinality(p_recovery), 0) <> 10 then
      return jsonb_build_object('outcome', 'refused');
    end if;
    delete from public.recovery_codes where user_id = own.user_id;
    insert into public.recovery_codes (code_hash, user_id) select h, own.user_id from unnest(p_recovery) h;
    perform kernel.note_person(own.user_id, 'member.second_factor_added', jsonb_build_object('way', 'totp'));
  end if;
  update public.second_factors set last_step = p_step, confirmed_at = coalesce(confirmed_at, clock_timestamp()) where user_id = own.user_id;
  return kernel.raise_session(own.id, 'totp', p_new_hash);
end $$;

-- Ends one other session of the person, or all others when p_session is null; answers how many ended. A session that a
-- tenant's provider has opened reaches only those that the same provider has opened: it vouches for its tenant alone.
create or replace function app.session_end_other(p_token_hash bytea, p_session uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own public.sessions;
  ended int;
begin
  select * into own from kernel.live_session(p_token_hash);
  if own.id is null then return 0; end if;
  update public.sessions s set revoked_at = clock_timestamp(), revoked_reason = 'ended_elsewhere'
    where s.user_id = own.user_id and s.id <> own.id and s.revoked_at is null and (p_session is null or s.id = p_session)
      and (own.sso_tenant_id is null or s.sso_tenant_id = own.sso_tenant_id);
  get diagnostics ended = row_count;
  if ended > 0 then
    perform kernel.note_person(own.user_id, 'member.sessions_ended', jsonb_build_object('count', ended), own.sso_tenant_id);
  end if;
  return ended;
end $$;

-- What the page about one's own ways in shows; null without a live session. Nothing in it opens a door. A session of a
-- tenant's provider sees the sessions of that provider.
create or replace function app.security_view(p_token_hash bytea) returns jsonb
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
        and x.expires_at > clock_timestamp() and (own.sso_tenant_id is null or x.sso_tenant_id = own.sso_tenant_id)
        order by x.last_seen_at desc limit 50) s),
    'held', kernel.usable(own.user_id, own.factors, own.sso_tenant_id) -> 'held',
    'mayChange', kernel.may_change(own),
    'staff', exists (select 1 from public.members m join public.tenants t on t.id = m.tenant_id
      where m.user_id = own.user_id and m.revoked_at is null and t.kind <> 'customer'));
end $$;
