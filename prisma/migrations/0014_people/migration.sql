-- Several people of one customer: who was given which part of a flow, delegates who see that part and nothing else, and
-- who has a page open just now.
--
-- A delegate's signed context names the one flow it is good for. Restrictive policies on every table close all of it to
-- delegates, except what a table declares with kernel.protect_flow_part; a table that declares nothing is closed. The
-- server walks the whole flow for them under the role flow_reader, which reads one flow, writes nothing, and belongs to
-- no person.

alter table members drop constraint members_role_check;
alter table members add constraint members_role_check check (role in ('admin', 'success_manager', 'reviewer', 'author',
  'analyst', 'auditor', 'owner', 'contributor', 'viewer', 'delegate'));

create or replace function app.role_fits(p_kind text, p_role text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when p_kind = 'customer' then p_role in ('owner', 'contributor', 'viewer', 'delegate')
    else p_role in ('admin', 'success_manager', 'reviewer', 'author', 'analyst', 'auditor') end
$$;

create or replace function app.writable_tenants() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts := app.context();
begin
  if ctx.tenant_id is null or ctx.role in ('viewer', 'auditor', 'analyst', 'flow_reader') then return '{}'; end if;
  return app.visible_tenants();
end $$;

create function app.context_flow() returns uuid language sql stable set search_path = pg_catalog, pg_temp
  as $$ select (app.context()).flow_id $$;

-- The role of the context where it is one that sees less than its tenant, else null. Read without checking the signature,
-- so that it costs next to nothing: it only ever narrows, and the policies that open a row all check the signature.
create function app.narrow_role() returns text language sql stable set search_path = pg_catalog, pg_temp
  as $$ select case when split_part(current_setting('app.ctx', true), '.', 5) in ('delegate', 'flow_reader')
    then split_part(current_setting('app.ctx', true), '.', 5) end $$;
grant execute on function app.context_flow(), app.narrow_role() to portico_app, portico_worker, portico_reader, portico_kernel, portico_owner;

-- ---------------------------------------------------------------------------------------------------------------
-- Who was given what. step_names is filled here from the version that the flow is pinned to, so that policies need not
-- read it and no caller can choose it. An assignment to an invitation becomes the member's who accepts that.

create table assignments (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  scope text not null check (scope in ('section', 'task')),
  scope_id text not null check (length(scope_id) between 1 and 100),
  step_names text[] not null default '{}',
  member_id uuid,
  invitation_id uuid,
  note text not null default '' check (length(note) <= 2000),
  created_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  check (member_id is not null or invitation_id is not null),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id),
  foreign key (tenant_id, member_id) references members (tenant_id, id),
  foreign key (tenant_id, invitation_id) references invitations (tenant_id, id)
);
create unique index assignments_live on assignments (tenant_id, flow_id, scope, scope_id, member_id) where revoked_at is null;
create index assignments_member on assignments (tenant_id, member_id, flow_id);
call kernel.protect('assignments');
create policy kernel_all on assignments for all to portico_kernel using (true) with check (true);
grant select, insert on assignments to portico_app, portico_worker;
grant update (expires_at, revoked_at) on assignments to portico_app, portico_worker;
grant select on assignments to portico_reader, portico_kernel;
grant update (member_id) on assignments to portico_kernel;

create function app.fill_assignment() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  select coalesce(array_agg(s.value #>> '{}'), '{}') into new.step_names
    from public.onboarding_flows f
    join public.onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
    cross join lateral jsonb_path_query(t.config -> 'definition',
      case new.scope when 'section' then '$.sections[*] ? (@.id == $id).tasks[*].steps[*].id'
        else '$.sections[*].tasks[*] ? (@.id == $id).steps[*].id' end::jsonpath,
      jsonb_build_object('id', new.scope_id)) s(value)
    where f.tenant_id = new.tenant_id and f.id = new.flow_id;
  return new;
end $$;
alter function app.fill_assignment() owner to portico_kernel;
revoke all on function app.fill_assignment() from public;
create trigger fill_assignment before insert on assignments for each row execute function app.fill_assignment();

-- Owners and those who look after a flow give and take back; a contributor takes something for themselves, or puts it back.
create function app.guard_assignment() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts;
begin
  if current_user not in ('portico_app', 'portico_worker') then return new; end if;
  ctx := app.context();
  if ctx.role in ('admin', 'success_manager', 'owner', 'system') then return new; end if;
  if ctx.role = 'contributor' and exists (select from public.members m where m.tenant_id = new.tenant_id
      and m.id = new.member_id and m.user_id = ctx.user_id) then
    return new;
  end if;
  raise exception 'this role does not give parts of a flow to others' using errcode = '42501';
end $$;
create trigger guard_assignment before insert or update on assignments for each row execute function app.guard_assignment();

create function app.hand_over_assignments() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.assignments a set member_id = m.id
    from public.members m
    where m.tenant_id = new.tenant_id and m.user_id = new.accepted_by
      and a.tenant_id = new.tenant_id and a.invitation_id = new.id and a.member_id is null;
  return null;
end $$;
alter function app.hand_over_assignments() owner to portico_kernel;
revoke all on function app.hand_over_assignments() from public;
create trigger hand_over_assignments after update of accepted_at on invitations
  for each row when (new.accepted_at is not null and old.accepted_at is null) execute function app.hand_over_assignments();

-- The steps that the delegate of this context may see and answer at this moment: assigned to them in the flow of the
-- context, neither expired nor taken back. Empty for everybody else, who needs no list.
create function app.live_steps() returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts := app.context();
begin
  if ctx.role is distinct from 'delegate' or ctx.flow_id is null then return '{}'; end if;
  return (select coalesce(array_agg(distinct s.name), '{}')
    from public.assignments a
    join public.members m on m.tenant_id = a.tenant_id and m.id = a.member_id
    cross join lateral unnest(a.step_names) s(name)
    where a.tenant_id = ctx.tenant_id and a.flow_id = ctx.flow_id and m.user_id = ctx.user_id
      and m.role = 'delegate' and m.revoked_at is null
      and a.revoked_at is null and (a.expires_at is null or a.expires_at > clock_timestamp()));
end $$;
alter function app.live_steps() owner to portico_kernel;
grant execute on function app.live_steps() to portico_app, portico_worker, portico_reader, portico_owner;

-- ---------------------------------------------------------------------------------------------------------------
-- Who has a page open. Written only through app.be_present.

create table step_presence (
  tenant_id uuid not null references tenants (id),
  flow_id uuid not null,
  step_name text not null check (length(step_name) between 1 and 100),
  member_id uuid not null,
  seen_at timestamptz not null default now(),
  primary key (tenant_id, flow_id, step_name, member_id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);
call kernel.protect('step_presence');
create policy kernel_all on step_presence for all to portico_kernel using (true) with check (true);
grant select on step_presence to portico_app, portico_worker, portico_reader;
grant select, insert, update, delete on step_presence to portico_kernel;

-- ---------------------------------------------------------------------------------------------------------------
-- The wall around delegates.

create procedure kernel.close_to_delegates(p_table regclass)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create policy delegate_wall on %s as restrictive for all to portico_app, portico_worker, portico_reader, portico_owner
    using ((select app.narrow_role()) is null) with check ((select app.narrow_role()) is null)', p_table);
end $$;

-- As before, and closed to delegates.
create or replace procedure kernel.protect(p_table regclass, p_column text default 'tenant_id')
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  visible text := format('%I = any ((select app.visible_tenants())::uuid[])', p_column);
  writable text := format('%I = any ((select app.writable_tenants())::uuid[])', p_column);
  readers text := 'portico_app, portico_worker, portico_reader, portico_owner';
  writers text := 'portico_app, portico_worker, portico_owner';
begin
  execute format('alter table %s enable row level security', p_table);
  execute format('alter table %s force row level security', p_table);
  execute format('create policy tenant_select on %s for select to %s using (%s)', p_table, readers, visible);
  execute format('create policy tenant_insert on %s for insert to %s with check (%s)', p_table, writers, writable);
  execute format('create policy tenant_update on %s for update to %s using (%s) with check (%s)', p_table, writers, writable, writable);
  execute format('create policy tenant_delete on %s for delete to %s using (%s)', p_table, writers, writable);
  call kernel.close_to_delegates(p_table);
end $$;

-- Opens a part of a table to delegates. Call it after kernel.protect, with conditions over the table's columns that may
-- use (select app.context_flow()), (select app.context_user()) and (select app.live_steps())::text[]:
--   p_delegate_reads   which rows a delegate sees
--   p_delegate_writes  which of them a delegate may insert, change and delete, as far as the grants go
--   p_reader_reads     which rows the server sees while it walks the flow for a delegate
create procedure kernel.protect_flow_part(p_table regclass, p_delegate_reads text, p_delegate_writes text default 'false',
  p_reader_reads text default 'false')
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  roles text := 'portico_app, portico_worker, portico_reader, portico_owner';
  reads text := format('case (select app.narrow_role()) when ''delegate'' then (%s) when ''flow_reader'' then (%s) else true end',
    p_delegate_reads, p_reader_reads);
  writes text := format('case (select app.narrow_role()) when ''delegate'' then (%s) when ''flow_reader'' then false else true end',
    p_delegate_writes);
begin
  execute format('drop policy delegate_wall on %s', p_table);
  execute format('create policy delegate_select on %s as restrictive for select to %s using (%s)', p_table, roles, reads);
  execute format('create policy delegate_insert on %s as restrictive for insert to %s with check (%s)', p_table, roles, writes);
  execute format('create policy delegate_update on %s as restrictive for update to %s using (%s) with check (%s)', p_table, roles, writes, writes);
  execute format('create policy delegate_delete on %s as restrictive for delete to %s using (%s)', p_table, roles, writes);
end $$;

do $$
declare
  item record;
  here constant text := 'flow_id = (select app.context_flow())';
  mine constant text := 'flow_id = (select app.context_flow()) and step_name = any ((select app.live_steps())::text[])';
  flow constant text := 'id = (select app.context_flow()) and cardinality((select app.live_steps())::text[]) > 0';
  pinned constant text := 'id = (select f.template_id from public.onboarding_flows f where f.id = (select app.context_flow()))';
begin
  -- assignments and step_presence were protected above, before the procedure closed tables by itself.
  for item in select c.oid::regclass as name from pg_catalog.pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and exists (select from pg_catalog.pg_policy p where p.polrelid = c.oid and p.polname = 'tenant_select') loop
    call kernel.close_to_delegates(item.name);
  end loop;
  -- Names of the places above and around, the look of the page, and the version that says what is asked.
  call kernel.protect_flow_part('tenants', 'true', 'false', 'true');
  call kernel.protect_flow_part('tenant_closure', 'true', 'false', 'true');
  call kernel.protect_flow_part('themes', 'true', 'false', 'true');
  call kernel.protect_flow_part('onboarding_templates', pinned, 'false', pinned);
  -- Writing an answer starts the flow and the customer; guard_flow_part and guard_customer_part allow just that.
  call kernel.protect_flow_part('customers', 'true', 'true', 'true');
  call kernel.protect_flow_part('onboarding_flows', flow, flow, 'id = (select app.context_flow())');
  call kernel.protect_flow_part('onboarding_steps', mine, mine, here);
  call kernel.protect_flow_part('flow_milestones', 'false', 'false', here);
  call kernel.protect_flow_part('step_reopenings', mine, 'false', here);
  call kernel.protect_flow_part('step_presence', mine, 'false', 'false');
  call kernel.protect_flow_part('step_drafts', mine, mine, 'false');
  call kernel.protect_flow_part('files', mine, mine, here);
  -- A delegate is one of the members, and sees what was given to them; the server names the others where it has to.
  call kernel.protect_flow_part('members', 'user_id = (select app.context_user())', 'false', 'true');
  call kernel.protect_flow_part('assignments',
    'member_id in (select m.id from public.members m where m.user_id = (select app.context_user()))', 'false', 'false');
  -- Keys are wrapped by the root key, which is not in the database; a first answer makes the first one.
  call kernel.protect_flow_part('tenant_keys', 'true', 'version = 1', 'true');
end $$;

-- What a policy cannot say, because it sees no row before the change: a delegate's save may start a flow, nothing else.
create function app.guard_flow_part() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.config is distinct from old.config or new.submitted_at is distinct from old.submitted_at
     or new.manager_tenant_id is distinct from old.manager_tenant_id or new.manager_member_id is distinct from old.manager_member_id
     or new.revision <> old.revision + 1
     or (new.status <> old.status and not (old.status in ('invited', 'changes_requested') and new.status = 'in_progress')) then
    raise exception 'a delegate answers, and changes nothing else of a flow' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_flow_part before update on onboarding_flows
  for each row when (app.narrow_role() is not null) execute function app.guard_flow_part();

create function app.guard_customer_part() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (to_jsonb(new) - '{status,updated_at}'::text[]) <> (to_jsonb(old) - '{status,updated_at}'::text[])
     or old.status <> 'registered' or new.status <> 'onboarding' then
    raise exception 'a delegate answers, and changes nothing of the customer' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_customer_part before update on customers
  for each row when (app.narrow_role() is not null) execute function app.guard_customer_part();

-- ---------------------------------------------------------------------------------------------------------------
-- Functions that see past the policies keep to the same line.

create or replace function app.event(p_tenant uuid, p_id uuid, p_flow_id uuid, p_name text, p_details jsonb)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts := app.context();
begin
  if not p_tenant = any (app.visible_tenants()) or ctx.role = 'flow_reader'
     or (ctx.role = 'delegate' and p_flow_id is distinct from ctx.flow_id) then
    raise exception 'event outside the context' using errcode = '42501';
  end if;
  insert into public.events (tenant_id, id, flow_id, name, user_id, at, details)
    values (p_tenant, p_id, p_flow_id, p_name, ctx.user_id, clock_timestamp(), coalesce(p_details, '{}'));
end $$;

create or replace function app.audit(p_tenant uuid, p_id uuid, p_action text, p_entity_type text, p_entity_id uuid, p_details jsonb)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts := app.context();
begin
  if not p_tenant = any (app.visible_tenants()) or ctx.role = 'flow_reader' then
    raise exception 'audit outside the context' using errcode = '42501';
  end if;
  perform kernel.append_audit(p_tenant, p_id, p_action, p_entity_type, p_entity_id, p_details, ctx.user_id, ctx.role);
end $$;

-- What a delegate sets in motion is the scan of a file that they handed in, and its removal.
create or replace function app.enqueue(p_workflow text, p_id text, p_args jsonb) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare argument record;
begin
  if p_workflow is null or p_workflow !~ '^[a-z][a-z-]{1,40}$' then
    raise exception 'not a workflow name' using errcode = '22023';
  end if;
  if p_id is null or p_id !~ '^[A-Za-z0-9:_.-]{1,200}$' then
    raise exception 'not a workflow id' using errcode = '22023';
  end if;
  if p_args is null or jsonb_typeof(p_args) <> 'object' or (select count(*) from jsonb_object_keys(p_args)) > 8 then
    raise exception 'arguments are a small object' using errcode = '22023';
  end if;
  for argument in select key, value from jsonb_each(p_args) loop
    if argument.key !~ '^[a-zA-Z]{1,40}$' or jsonb_typeof(argument.value) <> 'string'
       or (argument.value #>> '{}') !~ '^[A-Za-z0-9:_.-]{1,100}$' then
      raise exception 'argument % is not an identifier', left(argument.key, 40) using errcode = '22023';
    end if;
  end loop;
  if p_args ? 'tenantId' then
    if (p_args ->> 'tenantId')::uuid <> all (app.visible_tenants())
       or (app.narrow_role() is not null and not (app.narrow_role() = 'delegate' and p_workflow in ('scan-file', 'clear-file')
         and exists (select from public.files f where f.tenant_id = (p_args ->> 'tenantId')::uuid
           and f.id::text = p_args ->> 'fileId' and f.flow_id = app.context_flow() and f.step_name = any (app.live_steps())))) then
      raise exception 'work outside the context' using errcode = '42501';
    end if;
  elsif p_workflow !~ '^sign-in' then
    raise exception 'work belongs to a tenant' using errcode = '42501';
  end if;
  return dbos.enqueue_workflow(workflow_name => p_workflow,
    queue_name => case when p_workflow ~ '^sign-in' then 'portico-sign-in'
      when p_workflow = 'deliver-message' then 'portico-mail' else 'portico' end,
    positional_args => array[p_args::json], workflow_id => p_id);
end $$;
create policy kernel_select on files for select to portico_kernel using (true);
grant select (tenant_id, id, flow_id, step_name) on files to portico_kernel;

-- A delegate reserves an identifier only where a question of theirs asks for it, and never sees the registry.
create policy kernel_insert on customer_identifiers for insert to portico_kernel with check (true);
create policy kernel_update on customer_identifiers for update to portico_kernel using (true) with check (true);
grant insert on customer_identifiers to portico_kernel;
grant update (value) on customer_identifiers to portico_kernel;

create function kernel.reserve(p_tenant uuid, p_flow uuid, p_id uuid, p_system text, p_value text) returns void
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
grant execute on function kernel.reserve(uuid, uuid, uuid, text, text) to portico_kernel;

create function app.reserve_part_identifier(p_tenant uuid, p_flow uuid, p_id uuid, p_system text, p_value text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare ctx app.context_parts := app.context();
begin
  if ctx.role is distinct from 'delegate' or ctx.tenant_id is distinct from p_tenant or ctx.flow_id is distinct from p_flow
     or not exists (
       select from public.onboarding_flows f
       join public.onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
       cross join lateral jsonb_path_query(t.config -> 'definition', '$.sections[*].tasks[*].steps[*]') s(value)
       cross join lateral jsonb_path_query(s.value, '$.fields[*].identifier') i(value)
       cross join lateral jsonb_path_query(t.config -> 'definition', '$.identifiers[*]') r(value)
       where f.tenant_id = p_tenant and f.id = p_flow and s.value ->> 'id' = any (app.live_steps())
         and r.value -> 'id' = i.value and r.value ->> 'system' = p_system) then
    raise exception 'identifier outside the context' using errcode = '42501';
  end if;
  perform kernel.reserve(p_tenant, p_flow, p_id, p_system, p_value);
end $$;
alter function app.reserve_part_identifier(uuid, uuid, uuid, text, text) owner to portico_kernel;
revoke all on function app.reserve_part_identifier(uuid, uuid, uuid, text, text) from public;
grant execute on function app.reserve_part_identifier(uuid, uuid, uuid, text, text) to portico_app;

create or replace function app.reserve_identifier(p_tenant uuid, p_flow uuid, p_id uuid, p_system text, p_value text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare held text;
begin
  if app.narrow_role() is not null then
    perform app.reserve_part_identifier(p_tenant, p_flow, p_id, p_system, p_value);
    return;
  end if;
  insert into public.customer_identifiers (tenant_id, id, owner_tenant_id, system, value, flow_id)
    select c.tenant_id, p_id, c.owner_tenant_id, p_system, p_value, p_flow from public.customers c where c.tenant_id = p_tenant
    on conflict (tenant_id, system) do update set value = excluded.value
      where customer_identifiers.flow_id is not distinct from excluded.flow_id and customer_identifiers.value <> excluded.value;
  select value into held from public.customer_identifiers where tenant_id = p_tenant and system = p_system;
  if held is distinct from p_value then
    raise exception 'this customer has another identifier in this system' using errcode = '23505';
  end if;
end $$;

-- A delegate's page: which steps are theirs, and, read as flow_reader, the whole flow that the walk needs; null when
-- nothing of the flow is theirs now. Both contexts are signed by the server; only the first one's rights decide.
create function app.read_part(p_ctx text, p_reader text, p_flow uuid) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  steps text[];
  state jsonb;
begin
  perform app.use_context(p_ctx);
  steps := app.live_steps();
  if cardinality(steps) = 0 or app.context_flow() is distinct from p_flow then return null; end if;
  perform app.use_context(p_reader);
  state := app.flow_state(p_flow);
  perform app.use_context(p_ctx);
  return jsonb_build_object('state', state, 'steps', to_jsonb(steps));
end $$;
grant execute on function app.read_part(text, text, uuid) to portico_app;

-- Notes that the person of this context has a page of their own customer's flow open, and answers the names of the
-- others who have it open too. Who has not been heard of for a minute is gone.
create function app.be_present(p_ctx text, p_flow uuid, p_step text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ctx app.context_parts;
  flow record;
  me uuid;
  moment timestamptz := clock_timestamp();
begin
  perform app.use_context(p_ctx);
  ctx := app.context();
  if ctx.role = 'delegate' and (ctx.flow_id is distinct from p_flow or not p_step = any (app.live_steps())) then return '[]'; end if;
  select f.template_tenant_id, f.template_id into flow from public.onboarding_flows f
    where f.tenant_id = ctx.tenant_id and f.id = p_flow;
  if not found or app.draftable_fields(flow.template_tenant_id, flow.template_id, p_step) is null then return '[]'; end if;
  select m.id into me from public.members m
    where m.tenant_id = ctx.tenant_id and m.user_id = ctx.user_id and m.revoked_at is null;
  if me is null then return '[]'; end if;
  delete from public.step_presence p where p.tenant_id = ctx.tenant_id and p.flow_id = p_flow and p.seen_at < moment - interval '1 day';
  insert into public.step_presence (tenant_id, flow_id, step_name, member_id, seen_at)
    values (ctx.tenant_id, p_flow, p_step, me, moment)
    on conflict (tenant_id, flow_id, step_name, member_id) do update set seen_at = excluded.seen_at;
  return (select coalesce(jsonb_agg(m.display_name order by m.display_name, m.id), '[]')
    from public.step_presence p join public.members m on m.tenant_id = p.tenant_id and m.id = p.member_id
    where p.tenant_id = ctx.tenant_id and p.flow_id = p_flow and p.step_name = p_step and p.member_id <> me
      and p.seen_at > moment - interval '1 minute' and m.revoked_at is null);
end $$;
alter function app.be_present(text, uuid, text) owner to portico_kernel;
revoke all on function app.be_present(text, uuid, text) from public;
grant execute on function app.be_present(text, uuid, text) to portico_app;
grant execute on function app.use_context(text) to portico_kernel;
