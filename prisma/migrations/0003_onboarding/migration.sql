-- Reading and saving a flow: two functions, each one statement and one round trip. Both run with the caller's rights,
-- so row-level security decides what they see; the signed context is their first argument.

-- A flow is looked up by its own id before its tenant is known. The primary key begins with the tenant.
create index onboarding_flows_id on onboarding_flows (id);

-- Everything that says where a flow stands, as one document, or null when it does not exist for this context.
-- { flow, customer, zone, steps: { stepId: { id, data, revision, … } }, milestones: { name: { at, by } } }
create function app.flow_state(p_flow uuid) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'flow', jsonb_build_object(
      'tenantId', f.tenant_id, 'id', f.id, 'status', f.status, 'revision', f.revision,
      'templateTenantId', f.template_tenant_id, 'templateId', f.template_id,
      'createdAt', f.created_at, 'lastActivityAt', f.last_activity_at, 'submittedAt', f.submitted_at),
    'customer', jsonb_build_object(
      'name', c.name, 'status', c.status, 'ownerTenantId', c.owner_tenant_id, 'region', t.region,
      'timeZone', t.time_zone, 'locale', t.locale),
    'ownerName', (select o.name from public.tenants o where o.id = c.owner_tenant_id),
    'steps', coalesce((
      select jsonb_object_agg(s.step_name, jsonb_build_object(
        'id', s.id, 'data', s.data, 'revision', s.revision, 'continuedAt', s.continued_at, 'updatedAt', s.updated_at))
      from public.onboarding_steps s where s.tenant_id = f.tenant_id and s.flow_id = f.id), '{}'),
    'milestones', coalesce((
      select jsonb_object_agg(m.name, jsonb_build_object('at', m.at, 'by', m.user_id))
      from public.flow_milestones m
      where m.tenant_id = f.tenant_id and m.flow_id = f.id and m.withdrawn_at is null), '{}'))
  from public.onboarding_flows f
  join public.customers c on c.tenant_id = f.tenant_id
  join public.tenants t on t.id = f.tenant_id
  where f.id = p_flow
$$;
grant execute on function app.flow_state(uuid) to portico_app, portico_worker, portico_reader;

create function app.read_flow(p_ctx text, p_flow uuid) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform app.use_context(p_ctx);
  return app.flow_state(p_flow);
end $$;
grant execute on function app.read_flow(text, uuid) to portico_app, portico_worker;

-- Gives a customer its identifier in one system of its owner's registry, or raises unique_violation when another
-- customer has it, or when another flow of this customer has already settled on a different one.
create function app.reserve_identifier(p_tenant uuid, p_flow uuid, p_id uuid, p_system text, p_value text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare held text;
begin
  insert into public.customer_identifiers (tenant_id, id, owner_tenant_id, system, value, flow_id)
    select c.tenant_id, p_id, c.owner_tenant_id, p_system, p_value, p_flow from public.customers c where c.tenant_id = p_tenant
    on conflict (tenant_id, system) do update set value = excluded.value
      where customer_identifiers.flow_id is not distinct from excluded.flow_id and customer_identifiers.value <> excluded.value;
  select value into held from public.customer_identifiers where tenant_id = p_tenant and system = p_system;
  if held is distinct from p_value then
    raise exception 'this customer has another identifier in this system' using errcode = '23505';
  end if;
end $$;
grant execute on function app.reserve_identifier(uuid, uuid, uuid, text, text) to portico_app, portico_worker;

-- The same as an answer instead of an error, for callers in the middle of a transaction: false when it is taken.
create function app.try_reserve_identifier(p_tenant uuid, p_flow uuid, p_id uuid, p_system text, p_value text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform app.reserve_identifier(p_tenant, p_flow, p_id, p_system, p_value);
  return true;
exception when unique_violation then
  return false;
end $$;
grant execute on function app.try_reserve_identifier(uuid, uuid, uuid, text, text) to portico_app, portico_worker;

-- Saves the answers of one step together with its audit entry and its events, or nothing at all.
--   p_patch    { fieldId: { value | sealed, hash, base } | { erase: true, base } }; base is the hash of the value that
--              the person saw, null when there was none. Only fields that the person changed are here, so different
--              fields merge; a field that someone else has changed since, to something else, is a conflict.
--   p_reserve  [ { id, field, system, value } ]: identifiers to hold in the owner's registry
--   p_ids      { step, audit, event, started }: ids made by the caller; `step` names the row that sealed values are
--              bound to, so a row that appeared meanwhile under another id answers `moved`: read again and repeat
--   p_customer { from, to }: the change of the customer's status that comes with starting, or null
--   p_events   [ { id, name, details } ]: what else became true through this save
-- Answers { outcome: saved | conflict | taken | moved | locked | not_found, revision, flowRevision, conflicts, field }.
-- The lock on the flow's row makes saves of one flow follow each other, and a save never overtake a submission.
create function app.save_step(
  p_ctx text, p_tenant uuid, p_flow uuid, p_step text, p_section text, p_task text, p_status text, p_patch jsonb,
  p_reserve jsonb, p_continue boolean, p_customer jsonb, p_ids jsonb, p_events jsonb
) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  flow record;
  step record;
  stored jsonb;
  conflicts jsonb;
  item record;
  step_id uuid := (p_ids ->> 'step')::uuid;
  user_id uuid;
  at timestamptz := clock_timestamp();
  new_revision int;
begin
  perform app.use_context(p_ctx);
  user_id := app.context_user();

  select f.status, f.revision into flow from public.onboarding_flows f
    where f.tenant_id = p_tenant and f.id = p_flow for update;
  if not found then return jsonb_build_object('outcome', 'not_found'); end if;
  if flow.status not in ('invited', 'in_progress', 'changes_requested') then
    return jsonb_build_object('outcome', 'locked', 'status', flow.status);
  end if;

  select s.id, s.data, s.revision into step from public.onboarding_steps s
    where s.tenant_id = p_tenant and s.flow_id = p_flow and s.step_name = p_step;
  stored := coalesce(step.data, '{}');
  if step.id is not null and step.id <> step_id then return jsonb_build_object('outcome', 'moved'); end if;

  select jsonb_agg(jsonb_build_object('field', p.key, 'stored', stored -> p.key)) into conflicts
    from jsonb_each(p_patch) p
    where (stored -> p.key ->> 'hash') is distinct from (p.value ->> 'base')
      and (stored -> p.key ->> 'hash') is distinct from (p.value ->> 'hash');
  if conflicts is not null then
    return jsonb_build_object('outcome', 'conflict', 'revision', step.revision, 'conflicts', conflicts);
  end if;

  if jsonb_array_length(p_reserve) > 0 then
    begin
      -- In one order for everybody, so that two saves that want the same two names cannot wait for each other.
      for item in select r.value from jsonb_array_elements(p_reserve) r order by r.value ->> 'system' loop
        perform app.reserve_identifier(p_tenant, p_flow, (item.value ->> 'id')::uuid, item.value ->> 'system', item.value ->> 'value');
      end loop;
    exception when unique_violation then
      return jsonb_build_object('outcome', 'taken', 'field', item.value ->> 'field');
    end;
  end if;

  stored := (stored - coalesce((select array_agg(p.key) from jsonb_each(p_patch) p where p.value ? 'erase'), '{}'))
    || coalesce((
      select jsonb_object_agg(p.key, (p.value - 'base') || jsonb_build_object('at', at, 'by', user_id))
      from jsonb_each(p_patch) p
      where not p.value ? 'erase' and (stored -> p.key ->> 'hash') is distinct from (p.value ->> 'hash')), '{}');

  if step.id is null then
    new_revision := 1;
    insert into public.onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data, revision,
        continued_at, completed_at, updated_by, updated_at)
      values (p_tenant, step_id, p_flow, p_step, p_section, p_task, p_status, stored, new_revision,
        case when p_continue then at end, case when p_status = 'completed' then at end, user_id, at);
  else
    new_revision := step.revision + 1;
    update public.onboarding_steps s set section_id = p_section, task_id = p_task, status = p_status, data = stored,
        revision = new_revision, continued_at = case when p_continue then at else s.continued_at end,
        completed_at = case when p_status = 'completed' then coalesce(s.completed_at, at) end,
        updated_by = user_id, updated_at = at
      where s.tenant_id = p_tenant and s.id = step.id;
  end if;
  update public.onboarding_flows f
    set status = 'in_progress', revision = f.revision + 1, updated_at = at, last_activity_at = at
    where f.tenant_id = p_tenant and f.id = p_flow;

  if flow.status = 'invited' then
    perform app.event(p_tenant, (p_ids ->> 'started')::uuid, p_flow, 'flow.started', '{}');
    update public.customers c set status = p_customer ->> 'to', updated_at = at
      where c.tenant_id = p_tenant and c.status = p_customer ->> 'from';
  end if;
  perform app.audit(p_tenant, (p_ids ->> 'audit')::uuid, 'step.saved', 'step', step_id, jsonb_build_object(
    'flow', p_flow, 'step', p_step, 'revision', new_revision, 'continued', p_continue,
    'fields', coalesce((select jsonb_agg(p.key order by p.key) from jsonb_each(p_patch) p), '[]')));
  perform app.event(p_tenant, (p_ids ->> 'event')::uuid, p_flow, 'step.saved',
    jsonb_build_object('step', p_step, 'continued', p_continue));
  for item in select e.value from jsonb_array_elements(p_events) e loop
    perform app.event(p_tenant, (item.value ->> 'id')::uuid, p_flow, item.value ->> 'name', item.value -> 'details');
  end loop;
  return jsonb_build_object('outcome', 'saved', 'revision', new_revision, 'flowRevision', flow.revision + 1, 'at', at);
end $$;
grant execute on function app.save_step(text, uuid, uuid, text, text, text, text, jsonb, jsonb, boolean, jsonb, jsonb, jsonb)
  to portico_app;
