-- Answers that are due later may come after a flow was sent in, and how long a page was open is kept with its save.
drop function app.save_step(text, uuid, uuid, text, text, text, text, jsonb, jsonb, boolean, jsonb, jsonb, jsonb);

-- Saves the answers of one step together with its audit entry and its events, or nothing at all.
--   p_patch    { fieldId: { value | sealed, hash, base } | { erase: true, base } }; base is the hash of the value that
--              the person saw, null when there was none. Only fields that the person changed are here, so different
--              fields merge; a field that someone else has changed since, to something else, is a conflict.
--   p_reserve  [ { id, field, system, value } ]: identifiers to hold in the owner's registry
--   p_ids      { step, audit, event, started }: ids made by the caller; `step` names the row that sealed values are
--              bound to, so a row that appeared meanwhile under another id answers `moved`: read again and repeat
--   p_customer { from, to }: the change of the customer's status that comes with starting, or null
--   p_events   [ { id, name, details } ]: what else became true through this save
--   p_facts    { later, seconds }: `later` says that the patch holds nothing but answers that are due later, which may
--              still come once the flow was sent in; `seconds` is how long the page was open
-- A key of p_patch is a field, or `field/item` for one item of a repeatable list: so items merge like fields do.
-- Answers { outcome: saved | conflict | taken | moved | locked | not_found, revision, flowRevision, conflicts, field }.
-- The lock on the flow's row makes saves of one flow follow each other, and a save never overtake a submission.
create function app.save_step(
  p_ctx text, p_tenant uuid, p_flow uuid, p_step text, p_section text, p_task text, p_status text, p_patch jsonb,
  p_reserve jsonb, p_continue boolean, p_customer jsonb, p_ids jsonb, p_events jsonb, p_facts jsonb default '{}'
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
  is_open boolean;
begin
  perform app.use_context(p_ctx);
  user_id := app.context_user();

  select f.status, f.revision into flow from public.onboarding_flows f
    where f.tenant_id = p_tenant and f.id = p_flow for update;
  if not found then return jsonb_build_object('outcome', 'not_found'); end if;
  is_open := flow.status in ('invited', 'in_progress', 'changes_requested');
  if not is_open and (flow.status = 'cancelled' or coalesce((p_facts ->> 'later')::boolean, false) is not true) then
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
    set status = case when is_open then 'in_progress' else f.status end, revision = f.revision + 1, updated_at = at, last_activity_at = at
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
    jsonb_build_object('step', p_step, 'continued', p_continue) || jsonb_strip_nulls(jsonb_build_object(
      'seconds', case when p_facts ->> 'seconds' is not null
        then least(greatest((p_facts ->> 'seconds')::int, 0), 1800) end)));
  for item in select e.value from jsonb_array_elements(p_events) e loop
    perform app.event(p_tenant, (item.value ->> 'id')::uuid, p_flow, item.value ->> 'name', item.value -> 'details');
  end loop;
  return jsonb_build_object('outcome', 'saved', 'revision', new_revision, 'flowRevision', flow.revision + 1, 'at', at);
end $$;
grant execute on function app.save_step(text, uuid, uuid, text, text, text, text, jsonb, jsonb, boolean, jsonb, jsonb, jsonb, jsonb)
  to portico_app;
