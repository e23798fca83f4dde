-- The journey around the questions: how long pages really take, when a person was here last, what was given back to be
-- looked at again, and which identifiers are still free.

-- How long each page of a flow was open when it was first continued from, folded from the event `step.saved`. Later
-- looks at the same page are short and would make it seem quicker than it is.
create table flow_step_times (
  tenant_id uuid not null references tenants (id),
  flow_id uuid not null,
  step_name text not null,
  seconds int not null check (seconds between 0 and 1800),
  at timestamptz not null,
  primary key (tenant_id, flow_id, step_name),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
call kernel.protect('flow_step_times');
grant select on flow_step_times to portico_app, portico_reader;
grant select, insert, update, delete on flow_step_times to portico_worker;

-- The same as a histogram per owner, template and step: how many pages were open for at most `seconds`.
create table step_time_rollups (
  tenant_id uuid not null references tenants (id),
  template_key text not null,
  step_name text not null,
  seconds int not null check (seconds > 0),
  samples int not null check (samples >= 0),
  primary key (tenant_id, template_key, step_name, seconds)
);
call kernel.protect('step_time_rollups');
create policy kernel_select on step_time_rollups for select to portico_kernel using (true);
grant select on step_time_rollups to portico_app, portico_reader, portico_kernel;
grant select, insert, update, delete on step_time_rollups to portico_worker;

insert into ops.fold_cursors (name, xact) values ('step_times', '0') on conflict do nothing;

-- Folds the open times of pages, exactly once, in the manner of app.fold_events; returns how many were added. Widths
-- of the histogram: 5 seconds up to a minute, 15 up to five minutes, then whole minutes.
create function app.fold_step_times() returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  since xid8;
  horizon xid8;
  added int;
begin
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  select xact into since from ops.fold_cursors where name = 'step_times';
  if not exists (select 1 from public.events e where e.xact >= since and e.xact < horizon) then return 0; end if;
  select xact into since from ops.fold_cursors where name = 'step_times' for update;
  if horizon <= since then return 0; end if;
  with timed as (
    select distinct on (e.tenant_id, e.flow_id, e.details ->> 'step')
      e.tenant_id, e.flow_id, e.details ->> 'step' as step_name, (e.details ->> 'seconds')::int as seconds, e.at
    from public.events e
    where e.xact >= since and e.xact < horizon and e.name = 'step.saved' and e.flow_id is not null
      and e.details ->> 'continued' = 'true' and jsonb_typeof(e.details -> 'seconds') = 'number'
    order by e.tenant_id, e.flow_id, e.details ->> 'step', e.at, e.id
  ), first_timed as (
    insert into public.flow_step_times (tenant_id, flow_id, step_name, seconds, at)
    select tenant_id, flow_id, step_name, least(greatest(seconds, 0), 1800), at from timed
    on conflict do nothing
    returning tenant_id, flow_id, step_name, seconds
  ), widened as (
    select c.owner_tenant_id, t.key, r.step_name,
      case when r.seconds <= 60 then greatest(5, (r.seconds + 4) / 5 * 5)
        when r.seconds <= 300 then (r.seconds + 14) / 15 * 15
        else (r.seconds + 59) / 60 * 60 end as seconds
    from first_timed r
    join public.onboarding_flows f on f.tenant_id = r.tenant_id and f.id = r.flow_id
    join public.customers c on c.tenant_id = r.tenant_id
    join public.onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
  ), rolled as (
    insert into public.step_time_rollups (tenant_id, template_key, step_name, seconds, samples)
    select owner_tenant_id, key, step_name, seconds, count(*) from widened group by 1, 2, 3, 4
    on conflict (tenant_id, template_key, step_name, seconds)
      do update set samples = public.step_time_rollups.samples + excluded.samples
    returning 1
  )
  select count(*) into added from first_timed;
  update ops.fold_cursors set xact = horizon, updated_at = now() where name = 'step_times';
  return added;
end $$;
grant execute on function app.fold_step_times() to portico_worker;

-- The histogram of one template as its owner's customers may know it: without steps of fewer than 20 samples, which
-- would say something about single people. p_tenant is the customer; the figures are its owner's.
create function app.step_times(p_tenant uuid, p_template text)
returns table (step_name text, seconds int, samples int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not p_tenant = any (app.visible_tenants()) then return; end if;
  return query
    select h.step_name, h.seconds, h.samples
    from (
      select r.step_name, r.seconds, r.samples, sum(r.samples) over (partition by r.step_name) as total
      from public.step_time_rollups r
      where r.template_key = p_template and r.tenant_id = (select t.parent_id from public.tenants t where t.id = p_tenant)
    ) h
    where h.total >= 20
    order by h.step_name, h.seconds;
end $$;
alter function app.step_times(uuid, text) owner to portico_kernel;
grant execute on function app.step_times(uuid, text) to portico_app, portico_worker;

-- When one of a customer's people was in a flow, and whether they have seen or skipped its tour.
create table flow_visits (
  tenant_id uuid not null references tenants (id),
  flow_id uuid not null,
  member_id uuid not null,
  at timestamptz not null,
  before_at timestamptz,
  toured_at timestamptz,
  primary key (tenant_id, flow_id, member_id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);
call kernel.protect('flow_visits');
create policy kernel_all on flow_visits for all to portico_kernel using (true) with check (true);
grant select on flow_visits to portico_app, portico_worker, portico_reader;
grant select, insert, update on flow_visits to portico_kernel;

-- Notes that whoever the signed context names is in a flow of their own tenant, also for those who otherwise only look,
-- and answers { before, toured }: the end of their previous visit and when they saw or skipped the tour. A visit ends
-- with half an hour of absence. Null for anybody who is not a member of the flow's tenant.
create function app.visit_flow(p_flow uuid, p_toured boolean) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ctx app.context_parts := app.context();
  member uuid;
  visit public.flow_visits;
  moment timestamptz := clock_timestamp();
begin
  select m.id into member
    from public.onboarding_flows f join public.members m on m.tenant_id = f.tenant_id
    where f.id = p_flow and f.tenant_id = ctx.tenant_id and m.user_id = ctx.user_id and m.revoked_at is null
      and (ctx.flow_id is null or ctx.flow_id = f.id);
  if member is null then return null; end if;
  insert into public.flow_visits as v (tenant_id, flow_id, member_id, at, toured_at)
    values (ctx.tenant_id, p_flow, member, moment, case when p_toured then moment end)
    on conflict (tenant_id, flow_id, member_id) do update set
      at = moment,
      before_at = case when v.at < moment - interval '30 minutes' then v.at else v.before_at end,
      toured_at = coalesce(v.toured_at, excluded.toured_at)
    returning v.* into visit;
  return jsonb_build_object('before', visit.before_at, 'toured', visit.toured_at);
end $$;
alter function app.visit_flow(uuid, boolean) owner to portico_kernel;
grant execute on function app.visit_flow(uuid, boolean) to portico_app;

-- A completed page that somebody wants looked at again, with the reason. It is settled by the next Continue on the page.
create table step_reopenings (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  step_name text not null,
  note text not null check (length(note) between 1 and 2000),
  side text not null check (side in ('customer', 'partner')),
  user_id uuid,
  person text,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
create index step_reopenings_step on step_reopenings (tenant_id, flow_id, step_name, at desc);
call kernel.protect('step_reopenings');
grant select, insert on step_reopenings to portico_app, portico_worker;
grant select on step_reopenings to portico_reader;

-- Of at most ten values, those that no customer of the same owner holds in a system. Trying to reserve each would say
-- the same; whose the others are stays unsaid.
create function app.free_identifiers(p_tenant uuid, p_system text, p_values jsonb) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not p_tenant = any (app.visible_tenants()) then return '[]'; end if;
  return coalesce((
    select jsonb_agg(v.value order by v.place)
    from jsonb_array_elements_text(p_values) with ordinality v(value, place)
    where v.place <= 10 and not exists (
      select 1 from public.customer_identifiers i
      where i.owner_tenant_id = (select t.parent_id from public.tenants t where t.id = p_tenant)
        and i.system = p_system and i.value = v.value)), '[]');
end $$;
alter function app.free_identifiers(uuid, text, jsonb) owner to portico_kernel;
grant execute on function app.free_identifiers(uuid, text, jsonb) to portico_app, portico_worker;
