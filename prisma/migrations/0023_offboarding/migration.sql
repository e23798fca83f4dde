-- Customers who leave: what is asked for, who agreed, and what became of it. And a wake-up for those who watch a run.

-- One wish to take away what was set up for a customer, in one of the ways that the template offers. What destroys data
-- is only ever begun by a second person; the constraint says so whatever the code does.
create table offboardings (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  option_id text not null check (length(option_id) between 1 and 100),
  destructive boolean not null,
  needs_approval boolean not null,
  status text not null default 'requested' check (status in
    ('requested', 'declined', 'cancelled', 'running', 'held', 'done')),
  reason text not null check (length(reason) between 1 and 2000),
  -- What would go and what would stay when it was asked for: kinds and names, never a value.
  effects jsonb not null default '[]',
  customer_status text not null,
  side text not null check (side in ('customer', 'partner')),
  requested_by uuid,
  requester text,
  requested_at timestamptz not null default now(),
  decided_by uuid,
  decider text,
  decided_at timestamptz,
  note text check (length(note) <= 2000),
  run_id uuid,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id),
  foreign key (tenant_id, run_id) references provisioning_runs (tenant_id, id),
  constraint offboardings_begun check (status not in ('running', 'held', 'done') or run_id is not null),
  constraint offboardings_approved check (not needs_approval or status not in ('running', 'held', 'done')
    or (decided_by is not null and requested_by is not null and decided_by <> requested_by)),
  constraint offboardings_destructive check (needs_approval or not destructive)
);
create unique index offboardings_one_open on offboardings (tenant_id, flow_id) where status in ('requested', 'running', 'held');
create unique index offboardings_run on offboardings (tenant_id, run_id);
call kernel.protect('offboardings');
grant select, insert on offboardings to portico_app;
grant update (status, decided_by, decider, decided_at, note, run_id, ended_at) on offboardings to portico_app;
grant select on offboardings to portico_worker, portico_reader;
grant update (status, ended_at) on offboardings to portico_worker;

-- A way of leaving may only pause a customer.
alter table customers drop constraint customers_status_check;
alter table customers add constraint customers_status_check check (status in
  ('registered', 'onboarding', 'configured', 'validated', 'active', 'paused', 'held', 'offboarding', 'inactive'));

-- A customer is leaving only while an offboarding is at work, and has left only after one. Everything else about the
-- status is the template's.
create function app.guard_leaving() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user not in ('portico_app', 'portico_worker') then return new; end if;
  if new.status = 'offboarding' and not exists (select from public.offboardings o
      where o.tenant_id = new.tenant_id and o.status in ('running', 'held')) then
    raise exception 'nobody has asked for this customer to leave' using errcode = '23514';
  end if;
  if new.status = 'inactive' and old.status <> 'offboarding' then
    raise exception 'a customer becomes inactive by an offboarding' using errcode = '23514';
  end if;
  if old.status = 'inactive' and new.status not in ('registered', 'onboarding', 'offboarding') then
    raise exception 'a customer who has left begins anew' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger guard_leaving before update of status on customers
  for each row when (new.status is distinct from old.status) execute function app.guard_leaving();

-- Until when somebody watches runs. A notification makes every commit of the database wait for the one before it, so none
-- is sent while nobody listens. One row.
create table kernel.run_watch (
  one boolean primary key default true check (one),
  until timestamptz not null
);
insert into kernel.run_watch (until) values ('-infinity');
alter table kernel.run_watch enable row level security;
alter table kernel.run_watch force row level security;
create policy kernel_only on kernel.run_watch for all to portico_kernel using (true) with check (true);
grant select, update on kernel.run_watch to portico_kernel;

-- Says that somebody watches runs, for the next thirty seconds.
create function app.watch_runs() returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update kernel.run_watch set until = clock_timestamp() + interval '30 seconds'
$$;
alter function app.watch_runs() owner to portico_kernel;
revoke all on function app.watch_runs() from public;
grant execute on function app.watch_runs() to portico_app;

-- Says to whoever watches any run: look again. Carries nothing, because every listener of the process hears it.
create function app.wake_watchers() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from kernel.run_watch where until > clock_timestamp()) then perform pg_notify('run_changed', ''); end if;
  return null;
end $$;
alter function app.wake_watchers() owner to portico_kernel;
create trigger wake_watchers after insert or update on provisioning_runs for each statement execute function app.wake_watchers();
create trigger wake_watchers after update on provisioning_actions for each statement execute function app.wake_watchers();
