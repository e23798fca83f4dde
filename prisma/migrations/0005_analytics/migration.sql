-- Folds events into figures. One transaction reads every event below the oldest transaction still open, so that an
-- event of a slow commit is never skipped, writes the stages and rollups, and moves the cursor: all or nothing, hence
-- exactly once however often a worker dies. The row lock on the cursor makes several workers take turns.

insert into ops.fold_cursors (name, xact) values ('funnel', '0') on conflict do nothing;

-- Returns how many stages were newly reached. Runs with the worker's rights under a signed platform context.
create function app.fold_events() returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  since xid8;
  horizon xid8;
  reached int;
begin
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  -- A look before the lock: an idle second writes nothing at all, not even a transaction id.
  select xact into since from ops.fold_cursors where name = 'funnel';
  if not exists (select 1 from public.events e where e.xact >= since and e.xact < horizon) then return 0; end if;
  select xact into since from ops.fold_cursors where name = 'funnel' for update;
  if horizon <= since then return 0; end if;
  with staged as (
    select e.tenant_id, e.flow_id, e.at,
      case e.name
        when 'flow.invited' then 'invited'
        when 'flow.started' then 'started'
        when 'section.completed' then 'section:' || (e.details ->> 'sectionId')
        when 'flow.submitted' then 'submitted'
        when 'run.done' then 'done'
      end as stage
    from public.events e
    where e.xact >= since and e.xact < horizon and e.flow_id is not null
  ), first_reached as (
    insert into public.flow_stages (tenant_id, flow_id, stage, reached_at)
    select tenant_id, flow_id, stage, min(at) from staged where stage is not null group by tenant_id, flow_id, stage
    on conflict do nothing
    returning tenant_id, flow_id, stage
  ), added as (
    insert into public.funnel_rollups (tenant_id, template_key, template_version, stage, day, flows)
    select c.owner_tenant_id, t.key, t.version, r.stage, (f.created_at at time zone 'UTC')::date, count(*)
    from first_reached r
    join public.onboarding_flows f on f.tenant_id = r.tenant_id and f.id = r.flow_id
    join public.customers c on c.tenant_id = r.tenant_id
    join public.onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
    group by 1, 2, 3, 4, 5
    on conflict (tenant_id, template_key, template_version, stage, day)
      do update set flows = public.funnel_rollups.flows + excluded.flows
    returning 1
  )
  select count(*) into reached from first_reached;
  update ops.fold_cursors set xact = horizon, updated_at = now() where name = 'funnel';
  return reached;
end $$;
grant execute on function app.fold_events() to portico_worker;
