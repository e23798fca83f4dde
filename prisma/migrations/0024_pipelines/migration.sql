-- Pipelines that customers order with the key that they were given, and what the worker last read in their dataset:
-- the web may not ask the warehouse, so it orders, and shows what was found.
create table pipeline_orders (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  provider text not null check (provider ~ '^[a-z][a-z0-9_-]{0,39}$'),
  domain text not null check (domain ~ '^[a-z][a-z0-9_-]{0,39}$'),
  template_name text not null check (template_name ~ '^[a-z][a-z0-9_-]{0,79}$'),
  run_date date not null,
  idempotency_key text check (length(idempotency_key) <= 255),
  status text not null default 'queued' check (status in ('queued', 'running', 'SUCCESS', 'FAILED')),
  pipeline_id text not null check (length(pipeline_id) <= 300),
  pipeline_logging_id uuid,
  failed_step text check (length(failed_step) <= 100),
  error jsonb,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, idempotency_key),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
create index pipeline_orders_flow on pipeline_orders (tenant_id, flow_id, created_at desc);
call kernel.protect('pipeline_orders');
grant select, insert on pipeline_orders to portico_app;
grant select, insert, update on pipeline_orders to portico_worker;
grant select on pipeline_orders to portico_reader;

-- One snapshot for each flow: harmless columns of the dataset's own logs.
create table dataset_reports (
  tenant_id uuid not null references tenants (id),
  flow_id uuid not null,
  asked_at timestamptz not null,
  read_at timestamptz,
  report jsonb not null default '{}',
  error jsonb,
  primary key (tenant_id, flow_id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
call kernel.protect('dataset_reports');
grant select, insert, update on dataset_reports to portico_app;
grant select, insert, update on dataset_reports to portico_worker;
grant select on dataset_reports to portico_reader;
