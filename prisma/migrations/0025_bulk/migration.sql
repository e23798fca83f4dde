-- Customers that are onboarded from a list, one after the other, and the owner's common project in the facts of a flow.

-- A list that somebody has handed in. It is looked at before anything happens: only `running` ones are worked on.
create table bulk_onboardings (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  template_key text not null check (length(template_key) between 1 and 63),
  status text not null default 'preview' check (status in ('preview', 'running', 'done')),
  created_by uuid,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  check ((started_at is null) = (status = 'preview')),
  check ((ended_at is null) = (status <> 'done'))
);
call kernel.protect('bulk_onboardings');
grant select, insert on bulk_onboardings to portico_app;
grant select on bulk_onboardings to portico_worker, portico_reader;
grant update (status, started_at, ended_at) on bulk_onboardings to portico_app, portico_worker;

-- One customer of a list. `data` is what the line said; who is invited is taken out of it once that has happened.
create table bulk_onboarding_rows (
  tenant_id uuid not null references tenants (id),
  bulk_id uuid not null,
  position int not null check (position > 0),
  data jsonb not null check (jsonb_typeof(data) = 'object'),
  status text not null default 'waiting' check (status in ('waiting', 'done', 'refused')),
  problem jsonb check (jsonb_typeof(problem) = 'object'),
  customer_tenant_id uuid,
  flow_id uuid,
  at timestamptz,
  primary key (tenant_id, bulk_id, position),
  foreign key (tenant_id, bulk_id) references bulk_onboardings (tenant_id, id),
  check ((status = 'done') = (flow_id is not null and customer_tenant_id is not null))
);
call kernel.protect('bulk_onboarding_rows');
grant select, insert on bulk_onboarding_rows to portico_app;
grant select on bulk_onboarding_rows to portico_worker, portico_reader;
grant update (data, status, problem, customer_tenant_id, flow_id, at) on bulk_onboarding_rows to portico_worker;

-- The project in which an owner keeps what its customers have no place of their own for: the one thing of an owner's
-- connection that its customers' questions depend on. Null for owners that the context does not stand below or above.
create policy kernel_select on connections for select to portico_kernel using (true);
grant select (tenant_id, system, settings, removed_at) on connections to portico_kernel;
create function app.owner_project(p_owner uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select nullif(c.settings ->> 'projectId', '') from public.connections c
  where c.tenant_id = p_owner and c.system = 'google-cloud' and c.removed_at is null
    and (p_owner = any ((select app.visible_tenants())::uuid[]) or p_owner = any ((select app.ancestor_tenants())::uuid[]))
$$;
alter function app.owner_project(uuid) owner to portico_kernel;
revoke all on function app.owner_project(uuid) from public;
grant execute on function app.owner_project(uuid) to portico_app, portico_worker, portico_reader;

-- As before, with the owner's project; and a milestone that was reached with certain values says with which, so that it
-- ends when they change.
create or replace function app.flow_state(p_flow uuid) returns jsonb
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
    'ownerProject', app.owner_project(c.owner_tenant_id),
    'steps', coalesce((
      select jsonb_object_agg(s.step_name, jsonb_build_object(
        'id', s.id, 'data', s.data, 'revision', s.revision, 'continuedAt', s.continued_at, 'updatedAt', s.updated_at))
      from public.onboarding_steps s where s.tenant_id = f.tenant_id and s.flow_id = f.id), '{}'),
    'milestones', coalesce((
      select jsonb_object_agg(m.name, jsonb_build_object('at', m.at, 'by', m.user_id)
        || case when m.details ? 'with' then jsonb_build_object('with', m.details -> 'with') else '{}'::jsonb end)
      from public.flow_milestones m
      where m.tenant_id = f.tenant_id and m.flow_id = f.id and m.withdrawn_at is null), '{}'))
  from public.onboarding_flows f
  join public.customers c on c.tenant_id = f.tenant_id
  join public.tenants t on t.id = f.tenant_id
  where f.id = p_flow
$$;
