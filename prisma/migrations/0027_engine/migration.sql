-- What a run costs: who watches is asked before anybody is woken, the first action is begun with the run, keys are issued
-- and read by one call each, and only what ends or pauses a run waits for the disk.

-- Until when somebody watches runs. A notification makes every commit of the database wait for the one before it, so none
-- is sent while nobody listens. One row.
create table ops.run_watch (
  one boolean primary key default true check (one),
  until timestamptz not null
);
insert into ops.run_watch (until) values ('-infinity');
grant usage on schema ops to portico_kernel;
grant select, update on ops.run_watch to portico_kernel;

-- Says that somebody watches runs, for the next thirty seconds.
create function app.watch_runs() returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update ops.run_watch set until = clock_timestamp() + interval '30 seconds'
$$;
alter function app.watch_runs() owner to portico_kernel;
revoke all on function app.watch_runs() from public;
grant execute on function app.watch_runs() to portico_app;

-- Says to whoever watches any run: look again. Carries nothing, because every listener of the process hears it.
create or replace function app.wake_watchers() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from ops.run_watch where until > clock_timestamp()) then perform pg_notify('run_changed', ''); end if;
  return null;
end $$;
alter function app.wake_watchers() owner to portico_kernel;

-- As before, without an attempt to insert the head of a chain that is there already.
create or replace function kernel.append_audit(p_tenant uuid, p_id uuid, p_action text, p_entity_type text, p_entity_id uuid,
  p_details jsonb, p_user uuid, p_role text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  head record;
  entry public.audit_logs;
begin
  select seq, hash into head from public.audit_heads where tenant_id = p_tenant for update;
  if not found then
    insert into public.audit_heads (tenant_id, seq, hash) values (p_tenant, 0, decode(repeat('00', 32), 'hex'))
      on conflict (tenant_id) do nothing;
    select seq, hash into head from public.audit_heads where tenant_id = p_tenant for update;
  end if;
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

-- As before; an action may be begun with the run: p_actions [ { id, action, receipt, status, attempts } ].
create or replace function app.begin_run(p_ctx text, p_tenant uuid, p_run uuid, p_epoch int, p_status text, p_plan jsonb,
  p_actions jsonb, p_flow_status text, p_word jsonb, p_at timestamptz) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare flow uuid;
begin
  perform kernel.work_for(p_ctx, p_tenant);
  update public.provisioning_runs r set status = p_status, started_at = p_at, plan = p_plan
    where r.tenant_id = p_tenant and r.id = p_run and r.status = 'planned' and r.epoch = p_epoch
    returning r.flow_id into flow;
  if not found then return 'stop'; end if;
  insert into public.provisioning_actions (tenant_id, id, run_id, action_id, position, receipt, status, attempts, started_at)
    select p_tenant, (a.value ->> 'id')::uuid, p_run, a.value ->> 'action', a.place - 1, nullif(a.value -> 'receipt', 'null'),
      coalesce(a.value ->> 'status', 'waiting'), coalesce((a.value ->> 'attempts')::int, 0),
      case when a.value ->> 'status' = 'working' then p_at end
    from jsonb_array_elements(p_actions) with ordinality a(value, place);
  if p_flow_status is not null then
    update public.onboarding_flows f set status = p_flow_status, updated_at = p_at
      where f.tenant_id = p_tenant and f.id = flow;
  end if;
  perform kernel.tell_run(p_tenant, flow, p_run, p_word);
  return 'go';
end $$;

-- As before, but a receipt in the middle of a run is not waited for.
create or replace function app.advance_run(p_ctx text, p_tenant uuid, p_run uuid, p_epoch int, p_status text, p_change jsonb,
  p_next jsonb, p_end jsonb, p_at timestamptz) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  flow uuid;
  r_kind text;
  word jsonb;
begin
  perform kernel.work_for(p_ctx, p_tenant);
  -- In the middle of a run nobody waits for the disk: what a server that dies forgets is the newest of it, in order, and
  -- then a worker finds the effect by looking, as after its own death. An end, a pause and a key are waited for, and all
  -- that was stored before them is on the disk with them.
  if p_end is null and p_next is not null then perform set_config('synchronous_commit', 'off', true); end if;
  update public.provisioning_runs r set
      status = coalesce(p_end ->> 'status', r.status),
      look_at = coalesce((p_end ->> 'lookAt')::timestamptz, clock_timestamp() + interval '2 minutes'),
      wait_for = p_end ->> 'waitFor', wait_until = (p_end ->> 'waitUntil')::timestamptz, waiting_action = p_end ->> 'waiting',
      subject = case when p_end ? 'subject' then p_end ->> 'subject' else r.subject end,
      failure = case when p_end ? 'failure' then nullif(p_end -> 'failure', 'null') else r.failure end,
      ended_at = case when p_end ? 'ended' then p_at end
    where r.tenant_id = p_tenant and r.id = p_run and r.status = p_status and r.epoch = p_epoch
    returning r.flow_id, r.kind into flow, r_kind;
  if not found then return 'stop'; end if;

  if p_change is not null then
    update public.provisioning_actions a set
        status = coalesce(p_change ->> 'status', a.status),
        attempts = coalesce((p_change ->> 'attempts')::int, a.attempts),
        receipt = coalesce(nullif(p_change -> 'receipt', 'null'), a.receipt),
        undo_receipt = coalesce(nullif(p_change -> 'undoReceipt', 'null'), a.undo_receipt),
        error = case when p_change ? 'error' then nullif(p_change -> 'error', 'null') else a.error end,
        tries = coalesce(p_change -> 'tries', a.tries),
        undo_tries = coalesce(p_change -> 'undoTries', a.undo_tries),
        finding = coalesce(p_change -> 'finding', a.finding),
        next_attempt_at = (p_change ->> 'nextAt')::timestamptz,
        wait_until = coalesce((p_change ->> 'waitUntil')::timestamptz, a.wait_until),
        ended_at = case when p_change ? 'ended' then p_at else a.ended_at end
      where a.tenant_id = p_tenant and a.run_id = p_run and a.action_id = p_change ->> 'action';
    if p_change -> 'receipt' -> 'items' is not null then
      insert into public.inventory_items (tenant_id, id, flow_id, run_id, action_id, kind, name, created_at)
        select p_tenant, (p_change -> 'ids' ->> (i.place - 1)::int)::uuid, flow, p_run, p_change ->> 'action',
          i.value ->> 'kind', i.value ->> 'name', p_at
        from jsonb_array_elements(p_change -> 'receipt' -> 'items') with ordinality i(value, place)
        on conflict (tenant_id, run_id, action_id, kind, name) do nothing;
    end if;
    if p_change ? 'items' then
      update public.inventory_items i set status = p_change ->> 'items',
          ended_at = case when p_change ->> 'items' = 'removed' then p_at end
        where i.tenant_id = p_tenant and i.flow_id = flow and i.action_id = p_change ->> 'action' and i.status <> 'removed'
          and (p_change ->> 'items' = 'removed' or i.run_id = p_run or r_kind = 'offboarding')
          and (p_change ->> 'items' <> 'kept' or i.status = 'present');
    end if;
    for word in select w.value from jsonb_array_elements(coalesce(p_change -> 'words', '[]')) w loop
      perform kernel.tell_run(p_tenant, flow, p_run, word);
    end loop;
  end if;

  if p_next is not null then
    update public.provisioning_actions a set status = p_next ->> 'status', next_attempt_at = null,
        attempts = coalesce((p_next ->> 'attempts')::int, a.attempts), started_at = coalesce(a.started_at, p_at)
      where a.tenant_id = p_tenant and a.run_id = p_run and a.action_id = p_next ->> 'action';
  end if;

  if p_end is not null then
    if p_end ? 'undoAgain' then
      update public.provisioning_actions a set status = 'kept', undo_tries = '[]'
        where a.tenant_id = p_tenant and a.run_id = p_run and a.status = 'undo_failed';
    end if;
    if p_end ? 'rest' then
      update public.provisioning_actions a set status = p_end ->> 'rest'
        where a.tenant_id = p_tenant and a.run_id = p_run and a.status = 'waiting';
    end if;
    if p_end ? 'flowStatus' then
      update public.onboarding_flows f set status = p_end ->> 'flowStatus', updated_at = p_at
        where f.tenant_id = p_tenant and f.id = flow;
    end if;
    if p_end ? 'milestone' then
      insert into public.flow_milestones (tenant_id, id, flow_id, name, at, details)
        values (p_tenant, (p_end -> 'milestone' ->> 'id')::uuid, flow, p_end -> 'milestone' ->> 'name', p_at,
          jsonb_build_object('runId', p_run))
        on conflict (tenant_id, flow_id, name) where withdrawn_at is null do nothing;
    end if;
    if p_end ? 'withdraw' then
      update public.flow_milestones m set withdrawn_at = p_at
        where m.tenant_id = p_tenant and m.flow_id = flow and m.withdrawn_at is null
          and (m.name = 'provisioned' or m.name like 'secret_revealed:%');
    end if;
    if p_end ? 'customer' then
      update public.customers c set status = p_end -> 'customer' ->> 'to', updated_at = p_at
        where c.tenant_id = p_tenant and c.status = p_end -> 'customer' ->> 'from';
    end if;
    for word in select w.value from jsonb_array_elements(coalesce(p_end -> 'words', '[]')) w loop
      perform kernel.tell_run(p_tenant, flow, p_run, word);
    end loop;
  end if;
  return 'go';
end $$;

-- Issues a key of a customer in the run's name, with the caller's rights. The same action of a flow has one live key,
-- however often it is asked; null, and nothing is issued, when the run has begun to undo or its key was revoked: the lock
-- on the run makes the undoing wait. { keyId, fingerprint, createdAt }
create function app.issue_key(p_ctx text, p_tenant uuid, p_flow uuid, p_run uuid, p_action text, p_key uuid, p_label text,
  p_hash bytea, p_sealed text, p_fingerprint text, p_at timestamptz) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare answer jsonb;
begin
  perform app.use_context(p_ctx);
  perform from public.provisioning_runs r where r.tenant_id = p_tenant and r.id = p_run and r.status = 'running' for share;
  if not found then return null; end if;
  select jsonb_build_object('keyId', k.id, 'fingerprint', k.fingerprint, 'createdAt', k.created_at) into answer
    from public.customer_keys k
    where k.tenant_id = p_tenant and k.flow_id = p_flow and k.action_id = p_action and k.revoked_at is null
    order by k.created_at desc, k.id desc limit 1;
  if found then return answer; end if;
  insert into public.customer_keys as k (tenant_id, id, flow_id, run_id, action_id, label, key_hash, sealed, fingerprint, created_at)
    values (p_tenant, p_key, p_flow, p_run, p_action, p_label, p_hash, p_sealed, p_fingerprint, p_at)
    on conflict (tenant_id, run_id, action_id) do nothing
    returning jsonb_build_object('keyId', k.id, 'fingerprint', k.fingerprint, 'createdAt', k.created_at) into answer;
  return answer;
end $$;
revoke all on function app.issue_key(text, uuid, uuid, uuid, text, uuid, text, bytea, text, text, timestamptz) from public;
grant execute on function app.issue_key(text, uuid, uuid, uuid, text, uuid, text, bytea, text, text, timestamptz) to portico_worker;

-- What a record elsewhere may hold of a live key: its hash and its ciphertext; no row when it was revoked.
create function app.key_record(p_ctx text, p_tenant uuid, p_key uuid)
returns table (hash text, sealed text, fingerprint text, created_at timestamptz)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform app.use_context(p_ctx);
  return query select encode(k.key_hash, 'hex'), k.sealed, k.fingerprint, k.created_at from public.customer_keys k
    where k.tenant_id = p_tenant and k.id = p_key and k.revoked_at is null;
end $$;
revoke all on function app.key_record(text, uuid, uuid) from public;
grant execute on function app.key_record(text, uuid, uuid) to portico_worker;
