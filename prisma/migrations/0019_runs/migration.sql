-- Runs that go on from their receipts: who works on a run now, what it waits for, what every attempt came to, and one
-- call that stores what one action has come to and begins the next.

-- kind: set_up carries the plan out; dry_run only looks; offboarding takes the inventory away. subject: the action that
-- a person wants undone, or the way of offboarding. epoch rises with every worker that takes the run over: whoever holds
-- an older one stores nothing any more. look_at: when somebody has to look at the run, if nobody has until then.
alter table provisioning_runs
  add column kind text not null default 'set_up' check (kind in ('set_up', 'dry_run', 'offboarding')),
  add column subject text check (length(subject) between 1 and 100),
  add column epoch int not null default 0,
  add column look_at timestamptz not null default now() + interval '10 minutes',
  add column wait_for text check (wait_for in ('delivery', 'approval', 'processing')),
  add column wait_until timestamptz,
  add column waiting_action text;
create index provisioning_runs_open on provisioning_runs (look_at) where status in ('planned', 'running', 'waiting', 'undoing');

-- Looking changes nothing, so it may happen beside a run.
drop index provisioning_runs_one_open;
create unique index provisioning_runs_one_open on provisioning_runs (tenant_id, flow_id)
  where status in ('planned', 'running', 'waiting', 'undoing') and kind <> 'dry_run';

-- tries: what each attempt that failed came to, with its time: codes and harmless values. finding: what a dry run saw.
alter table provisioning_actions
  add column tries jsonb not null default '[]',
  add column undo_tries jsonb not null default '[]',
  add column next_attempt_at timestamptz,
  add column wait_until timestamptz,
  add column finding jsonb;
alter table provisioning_actions drop constraint provisioning_actions_status_check;
alter table provisioning_actions add constraint provisioning_actions_status_check check (status in
  ('waiting', 'working', 'paused', 'applied', 'verified', 'failed', 'skipped', 'undoing', 'undone', 'kept', 'undo_failed'));

-- Who has agreed to an action that waits for people, or has not; once each.
create table run_approvals (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  run_id uuid not null,
  action_id text not null check (length(action_id) between 1 and 100),
  user_id uuid not null,
  person text,
  role text not null,
  decision text not null check (decision in ('approve', 'decline')),
  note text not null default '' check (length(note) <= 2000),
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, run_id, action_id, user_id),
  foreign key (tenant_id, run_id) references provisioning_runs (tenant_id, id)
);
call kernel.protect('run_approvals');
grant select, insert on run_approvals to portico_app;
grant select on run_approvals to portico_worker, portico_reader;

-- ---------------------------------------------------------------------------------------------------------------
-- The pace of calls to other systems, shared by all workers. free_at is when the next call would be due if calls came
-- evenly; a burst may be ahead of that by so many calls.

create table ops.token_buckets (
  name text primary key check (length(name) between 1 and 300),
  free_at timestamptz not null
);
grant select, insert, update, delete on ops.token_buckets to portico_worker;

-- Takes one token of a bucket and answers 0, or takes none and answers the milliseconds after which one is free.
create function app.take_token(p_bucket text, p_per_minute int, p_burst int) returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  apart interval;
  due timestamptz;
  moment timestamptz;
begin
  if p_per_minute < 1 or p_burst < 1 then raise exception 'a pace is at least one' using errcode = '22023'; end if;
  apart := interval '1 minute' / p_per_minute;
  insert into ops.token_buckets (name, free_at) values (p_bucket, clock_timestamp()) on conflict (name) do nothing;
  select free_at into due from ops.token_buckets where name = p_bucket for update;
  moment := clock_timestamp();
  due := greatest(due, moment);
  if due - moment > apart * (p_burst - 1) then
    return ceil(extract(epoch from (due - moment - apart * (p_burst - 1))) * 1000);
  end if;
  update ops.token_buckets set free_at = due + apart where name = p_bucket;
  return 0;
end $$;
revoke all on function app.take_token(text, int, int) from public;
grant execute on function app.take_token(text, int, int) to portico_worker;

-- ---------------------------------------------------------------------------------------------------------------
-- The worker's three calls. The two that write run with the kernel's rights after they have checked the context once,
-- because a policy would check it again for every row that they touch; only the worker may call them.

create policy kernel_all on provisioning_runs for all to portico_kernel using (true) with check (true);
create policy kernel_all on provisioning_actions for all to portico_kernel using (true) with check (true);
create policy kernel_all on inventory_items for all to portico_kernel using (true) with check (true);
create policy kernel_runs on flow_milestones for all to portico_kernel using (true) with check (true);
create policy kernel_runs on onboarding_flows for update to portico_kernel using (true) with check (true);
create policy kernel_runs on customers for update to portico_kernel using (true) with check (true);
grant select, insert, update on provisioning_actions, inventory_items, flow_milestones to portico_kernel;
grant select, update on provisioning_runs to portico_kernel;
grant update (status, updated_at) on onboarding_flows, customers to portico_kernel;

create policy kernel_select on onboarding_steps for select to portico_kernel using (true);
grant select on onboarding_steps to portico_kernel;
grant execute on function app.flow_state(uuid) to portico_kernel;

-- Takes a run over and answers all that is needed to go on with it, or null when it has ended or is not there.
-- { run, actions, state: app.flow_state, inventory: what earlier runs have left }
-- With the kernel's rights after one look at the context, which must be the worker's for exactly this tenant.
create function app.take_run(p_ctx text, p_tenant uuid, p_run uuid) returns jsonb
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

-- Sets the context of the transaction, once and for all that follows, and raises unless it is the worker's for this tenant.
create function kernel.work_for(p_ctx text, p_tenant uuid) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts;
begin
  perform set_config('app.ctx', p_ctx, true);
  ctx := app.context();
  if ctx.tenant_id is null then raise exception 'no tenant context' using errcode = '28000'; end if;
  if ctx.role is distinct from 'system' or ctx.tenant_id <> p_tenant then
    raise exception 'run outside the context' using errcode = '42501';
  end if;
end $$;
grant execute on function kernel.work_for(text, uuid) to portico_kernel;

-- One audit entry and one event with the same name, for something that a run has come to.
--   p_word { name, audit, event: ids, details, record: what the audit says beside }
create function kernel.tell_run(p_tenant uuid, p_flow uuid, p_run uuid, p_word jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform kernel.append_audit(p_tenant, (p_word ->> 'audit')::uuid, p_word ->> 'name', 'run', p_run,
    coalesce(p_word -> 'details', '{}') || coalesce(p_word -> 'record', '{}'), null, 'system');
  insert into public.events (tenant_id, id, flow_id, name, user_id, at, details)
    values (p_tenant, (p_word ->> 'event')::uuid, p_flow, p_word ->> 'name', null, clock_timestamp(),
      jsonb_build_object('runId', p_run) || coalesce(p_word -> 'details', '{}'));
end $$;
grant execute on function kernel.tell_run(uuid, uuid, uuid, jsonb) to portico_kernel;

-- Freezes the plan of a run and starts it.
--   p_status  what it is from now on: running, or undoing for an offboarding
--   p_actions [ { id, action, receipt, status, attempts } ] in order, of which one may be begun with the run; p_flow_status null leaves the flow alone
create function app.begin_run(p_ctx text, p_tenant uuid, p_run uuid, p_epoch int, p_status text, p_plan jsonb,
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
alter function app.begin_run(text, uuid, uuid, int, text, jsonb, jsonb, text, jsonb, timestamptz) owner to portico_kernel;
revoke all on function app.begin_run(text, uuid, uuid, int, text, jsonb, jsonb, text, jsonb, timestamptz) from public;
grant execute on function app.begin_run(text, uuid, uuid, int, text, jsonb, jsonb, text, jsonb, timestamptz) to portico_worker;

-- Everything that lies between two actions, in one statement: what the one has come to (receipt, inventory, audit,
-- event), the beginning of the next, and the end or the pause of the run. Answers 'stop', and has done nothing, when the
-- run has another status than p_status or another worker has taken it over.
--   p_change null or { action, status, attempts, receipt, undoReceipt, error, tries, undoTries, finding, nextAt, waitUntil,
--            ended, ids: of its items, items: what becomes of what it has made, words }
--   p_next   null or { action, status, attempts }
--   p_end    null or { status, waitFor, waitUntil, waiting, lookAt, failure, ended, flowStatus, milestone: { id, name },
--            withdraw, customer: { from, to }, rest: status of the actions not begun, subject, undoAgain, words }
create function app.advance_run(p_ctx text, p_tenant uuid, p_run uuid, p_epoch int, p_status text, p_change jsonb,
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
alter function app.advance_run(text, uuid, uuid, int, text, jsonb, jsonb, jsonb, timestamptz) owner to portico_kernel;
revoke all on function app.advance_run(text, uuid, uuid, int, text, jsonb, jsonb, jsonb, timestamptz) from public;
grant execute on function app.advance_run(text, uuid, uuid, int, text, jsonb, jsonb, jsonb, timestamptz) to portico_worker;

-- Runs that somebody has to look at: work that nobody seems to do, and waits that want asking or are over. Puts off the
-- next look at each, so that one look is one call. Answers at most p_max of them, over all tenants, as ids only.
create function app.runs_to_tend(p_max int) returns table (tenant_id uuid, run_id uuid, kind text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    update public.provisioning_runs r set look_at = clock_timestamp() + interval '2 minutes'
    from (
      select o.tenant_id, o.id from public.provisioning_runs o
      where o.status in ('planned', 'running', 'waiting', 'undoing') and o.look_at < clock_timestamp()
      order by o.look_at limit least(p_max, 100) for update skip locked) due
    where r.tenant_id = due.tenant_id and r.id = due.id
    returning r.tenant_id, r.id, r.kind;
end $$;
alter function app.runs_to_tend(int) owner to portico_kernel;
revoke all on function app.runs_to_tend(int) from public;
grant execute on function app.runs_to_tend(int) to portico_worker;
