-- Taking a run over looks at the signed context once instead of once for every table, and a step of a run moves the time of
-- its next look only when that has come nearer, so that no index is written for it.

create policy kernel_select on onboarding_steps for select to portico_kernel using (true);
grant select on onboarding_steps to portico_kernel;
grant execute on function app.flow_state(uuid) to portico_kernel;

-- As before, with the kernel's rights after one look at the context, which must be the worker's for exactly this tenant.
create or replace function app.take_run(p_ctx text, p_tenant uuid, p_run uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare run public.provisioning_runs;
begin
  perform kernel.work_for(p_ctx, p_tenant);
  update public.provisioning_runs r set epoch = r.epoch + 1, look_at = clock_timestamp() + interval '2 minutes',
      status = case when r.status = 'waiting' then 'running' else r.status end, wait_for = null, wait_until = null
    where r.tenant_id = p_tenant and r.id = p_run and r.status in ('planned', 'running', 'waiting', 'undoing')
    returning r.* into run;
  if not found then return null; end if;
  return jsonb_build_object(
    'run', to_jsonb(run),
    'actions', (
      select coalesce(jsonb_agg(to_jsonb(a) order by a.position), '[]') from public.provisioning_actions a
      where a.tenant_id = p_tenant and a.run_id = p_run),
    'state', app.flow_state(run.flow_id),
    'inventory', (
      select coalesce(jsonb_agg(jsonb_build_object('runId', i.run_id, 'actionId', i.action_id, 'kind', i.kind, 'name', i.name, 'status', i.status)
        order by i.created_at, i.id), '[]')
      from public.inventory_items i where i.tenant_id = p_tenant and i.flow_id = run.flow_id));
end $$;
alter function app.take_run(text, uuid, uuid) owner to portico_kernel;
revoke all on function app.take_run(text, uuid, uuid) from public;
grant execute on function app.take_run(text, uuid, uuid) to portico_worker;

-- As before; the next look is at least ninety seconds away.
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
      look_at = case when p_end ? 'lookAt' then (p_end ->> 'lookAt')::timestamptz
        when r.look_at > clock_timestamp() + interval '90 seconds' then r.look_at
        else clock_timestamp() + interval '2 minutes' end,
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
