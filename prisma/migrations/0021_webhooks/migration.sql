-- Deliveries from other systems to us, and from us to others. A hook is a door of one flow: its id is in the address, its
-- secret is sealed, and the tenant comes from its row alone. Bodies are never kept in plain: of a delivery in there stay
-- its id, its kind and the id of what it is about; a delivery out is written anew from the event's ids each time.

create table inbound_hooks (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  action_id text not null check (length(action_id) between 1 and 100),
  connector text not null check (connector ~ '^[a-z][a-z0-9-]{0,39}$'),
  name text not null check (length(name) between 1 and 200),
  profile text not null check (profile in ('standard', 'hmac-header')),
  header text not null check (header ~ '^[a-z0-9-]{1,60}$'),
  sealed text not null,
  fingerprint text not null,
  previous_sealed text,
  previous_until timestamptz,
  skew_seconds int not null default 300 check (skew_seconds between 1 and 300),
  status text not null default 'active' check (status in ('active', 'removed')),
  external_id text check (length(external_id) between 1 and 200),
  revealed_at timestamptz,
  revealed_by uuid,
  first_delivery_at timestamptz,
  last_delivery_at timestamptz,
  tested_at timestamptz,
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (tenant_id, id),
  check ((previous_sealed is null) = (previous_until is null)),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
create unique index inbound_hooks_one_active on inbound_hooks (tenant_id, flow_id, action_id) where status = 'active';
create index inbound_hooks_id on inbound_hooks (id);
call kernel.protect('inbound_hooks');
create policy kernel_select on inbound_hooks for select to portico_kernel using (true);
grant select on inbound_hooks to portico_app, portico_kernel;
grant update (sealed, fingerprint, previous_sealed, previous_until, external_id, revealed_at, revealed_by,
  first_delivery_at, last_delivery_at, tested_at) on inbound_hooks to portico_app;
grant select, insert, update on inbound_hooks to portico_worker;
grant select (tenant_id, id, flow_id, action_id, connector, name, profile, header, fingerprint, status, external_id, revealed_at,
  first_delivery_at, last_delivery_at, created_at, removed_at) on inbound_hooks to portico_reader;

-- What has genuinely arrived. delivery_id is the other system's, or made from the body where it gives none; it is kept
-- for as long as the hook, so that the same delivery never counts twice.
create table inbound_deliveries (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  hook_id uuid not null,
  flow_id uuid not null,
  delivery_id text not null check (length(delivery_id) between 1 and 200),
  kind text not null check (length(kind) between 1 and 100),
  about text check (length(about) between 1 and 100),
  is_test boolean not null default false,
  received_at timestamptz not null default now(),
  repeats int not null default 0 check (repeats >= 0),
  repeated_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, hook_id, delivery_id),
  foreign key (tenant_id, hook_id) references inbound_hooks (tenant_id, id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
create index inbound_deliveries_newest on inbound_deliveries (tenant_id, hook_id, received_at desc);
call kernel.protect('inbound_deliveries');
grant select, insert on inbound_deliveries to portico_app, portico_worker;
grant update (repeats, repeated_at) on inbound_deliveries to portico_app, portico_worker;
grant select on inbound_deliveries to portico_reader;

-- How often something was refused at a hook's door, and why; nothing of what was sent.
create table inbound_refusals (
  tenant_id uuid not null references tenants (id),
  hook_id uuid not null,
  reason text not null check (length(reason) between 1 and 60),
  times int not null check (times > 0),
  last_at timestamptz not null,
  primary key (tenant_id, hook_id, reason),
  foreign key (tenant_id, hook_id) references inbound_hooks (tenant_id, id)
);
call kernel.protect('inbound_refusals');
grant select, insert, update on inbound_refusals to portico_app, portico_worker;
grant select on inbound_refusals to portico_reader;

-- The active hook of this id with what is needed to look at a delivery, for a caller who has no session and proves
-- itself by a signature; no row when there is none. The secret is sealed, and only the server can open it.
create function app.inbound_hook(p_hook uuid)
returns table (tenant_id uuid, hook_id uuid, flow_id uuid, action_id text, connector text, profile text, header text,
  sealed text, previous_sealed text, previous_until timestamptz, skew_seconds int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.tenant_id, h.id, h.flow_id, h.action_id, h.connector, h.profile, h.header, h.sealed, h.previous_sealed,
    h.previous_until, h.skew_seconds
  from public.inbound_hooks h where h.id = p_hook and h.status = 'active'
$$;
alter function app.inbound_hook(uuid) owner to portico_kernel;
revoke all on function app.inbound_hook(uuid) from public;
grant execute on function app.inbound_hook(uuid) to portico_app, portico_worker;

-- Where a partner or a customer wants to be told of what happens.
create table outbound_endpoints (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  url text not null check (length(url) between 1 and 2000),
  events text[] not null check (cardinality(events) between 1 and 40),
  sealed text not null,
  fingerprint text not null,
  previous_sealed text,
  previous_until timestamptz,
  status text not null default 'active' check (status in ('active', 'disabled', 'removed')),
  failing_since timestamptz,
  last_success_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  primary key (tenant_id, id),
  check ((previous_sealed is null) = (previous_until is null))
);
call kernel.protect('outbound_endpoints');
grant select, insert, update on outbound_endpoints to portico_app, portico_worker;
grant select (tenant_id, id, events, fingerprint, status, failing_since, last_success_at, created_at, disabled_at)
  on outbound_endpoints to portico_reader;

-- One event on its way to one endpoint. The body is made from these ids whenever it is sent; `log` has the time and
-- the status code, or our code of the failure, of each attempt.
create table outbound_deliveries (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  event_name text not null check (length(event_name) between 1 and 100),
  event_at timestamptz not null,
  customer_id uuid,
  flow_id uuid,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'dead')),
  attempts int not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz,
  last_status int,
  last_failure text check (length(last_failure) <= 60),
  log jsonb not null default '[]',
  created_at timestamptz not null default now(),
  delivered_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, endpoint_id, event_id),
  check ((status = 'pending') = (next_attempt_at is not null)),
  foreign key (tenant_id, endpoint_id) references outbound_endpoints (tenant_id, id)
);
create index outbound_deliveries_due on outbound_deliveries (next_attempt_at) where status = 'pending';
create index outbound_deliveries_newest on outbound_deliveries (tenant_id, created_at desc);
call kernel.protect('outbound_deliveries');
grant select, insert, update on outbound_deliveries to portico_app, portico_worker;
grant select on outbound_deliveries to portico_reader;

insert into ops.fold_cursors (name, xact) values ('outbound', '0') on conflict do nothing;

-- Puts every event that is safe to read on its way to the endpoints of its tenant and of those above it, exactly once,
-- in the manner of app.fold_events; returns how many deliveries were added. An endpoint hears of what happens after it
-- was made, and of the kinds that it asked for.
create function app.queue_outbound() returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  since xid8;
  horizon xid8;
  added int;
begin
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  select xact into since from ops.fold_cursors where name = 'outbound';
  -- A look before the lock: moving the cursor is a write that the audit records, so events that nobody asked for pile up
  -- until there are many.
  if not exists (
      select 1 from public.events e
      join public.tenant_closure t on t.descendant_id = e.tenant_id
      join public.outbound_endpoints o on o.tenant_id = t.ancestor_id and o.status = 'active'
      where e.xact >= since and e.xact < horizon and e.name = any (o.events) and e.at >= o.created_at)
    and (select count(*) from public.events e where e.xact >= since and e.xact < horizon) < 5000 then
    return 0;
  end if;
  select xact into since from ops.fold_cursors where name = 'outbound' for update;
  if horizon <= since then return 0; end if;
  insert into public.outbound_deliveries
    (tenant_id, id, endpoint_id, event_id, event_name, event_at, customer_id, flow_id, next_attempt_at)
  select o.tenant_id, gen_random_uuid(), o.id, e.id, e.name, e.at,
    case when exists (select 1 from public.customers c where c.tenant_id = e.tenant_id) then e.tenant_id end, e.flow_id,
    clock_timestamp()
  from public.events e
  join public.tenant_closure t on t.descendant_id = e.tenant_id
  join public.outbound_endpoints o on o.tenant_id = t.ancestor_id and o.status = 'active'
  where e.xact >= since and e.xact < horizon and e.name = any (o.events) and e.at >= o.created_at
  on conflict (tenant_id, endpoint_id, event_id) do nothing;
  get diagnostics added = row_count;
  update ops.fold_cursors set xact = horizon, updated_at = now() where name = 'outbound';
  return added;
end $$;
revoke all on function app.queue_outbound() from public;
grant execute on function app.queue_outbound() to portico_worker;
