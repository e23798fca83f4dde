-- Questions that assistants ask of a customer's dataset. The web may not ask the warehouse, so it orders, and the worker
-- asks. Question and answer are sealed; whoever ordered takes the answer away, and what nobody takes is cleared.
create table dataset_queries (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  sealed_sql text not null,
  status text not null default 'queued' check (status in ('queued', 'done', 'refused')),
  code text check (length(code) between 1 and 60),
  sealed_result text,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
create index dataset_queries_created on dataset_queries (created_at);
call kernel.protect('dataset_queries');
grant select, insert, delete on dataset_queries to portico_app;
grant select, update, delete on dataset_queries to portico_worker;
grant select (tenant_id, id, flow_id, status, code, created_at, ended_at) on dataset_queries to portico_reader;
