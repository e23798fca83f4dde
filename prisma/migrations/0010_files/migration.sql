-- Files that people hand in. The content lies outside the database, in parts, each sealed with the file's own key, which
-- is sealed with the tenant's. A row is made before the first byte is stored and knows every name under which there can
-- be content, so that nothing is ever left behind unnoticed.
--   receiving    bytes are still coming
--   quarantined  complete; nobody can open it before the scan
--   clean        scanned; unchecked: this installation has no scanner, only who handed it in can open it
--   infected, rejected, removed: the content is gone, or goes as soon as the store answers (cleared_at)
create table files (
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  flow_id uuid not null,
  step_name text not null check (length(step_name) between 1 and 100),
  field_id text not null check (length(field_id) between 1 and 100),
  item_id text not null default '' check (length(item_id) <= 100),
  name text not null check (length(name) between 1 and 200),
  declared_type text not null default '' check (length(declared_type) <= 200),
  media_type text check (length(media_type) between 3 and 200),
  bytes bigint not null check (bytes > 0),
  received bigint not null default 0 check (received between 0 and bytes),
  parts int[] not null default '{}',
  sha256 bytea check (length(sha256) = 32),
  state text not null default 'receiving'
    check (state in ('receiving', 'quarantined', 'clean', 'unchecked', 'infected', 'rejected', 'removed')),
  reason text,
  storage_key text not null check (storage_key ~ '^[a-z0-9]{2}/[a-z0-9]{2}/[a-z0-9]{32}$'),
  sealed_key text not null,
  uploaded_by uuid,
  created_at timestamptz not null default now(),
  received_at timestamptz,
  scanned_at timestamptz,
  removed_at timestamptz,
  cleared_at timestamptz,
  lease uuid,
  lease_until timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, flow_id) references onboarding_flows (tenant_id, id)
);
create index files_flow on files (tenant_id, flow_id, step_name);
create index files_waiting on files (state, created_at);
-- The same content twice under one question is one file: a form that was sent twice adds nothing.
create unique index files_once on files (tenant_id, flow_id, step_name, field_id, item_id, sha256)
  where sha256 is not null and state in ('quarantined', 'clean', 'unchecked');
call kernel.protect('files');
grant select, insert on files to portico_app, portico_worker;
grant update (media_type, received, parts, sha256, state, reason, received_at, removed_at, cleared_at, lease, lease_until)
  on files to portico_app;
grant update (media_type, sha256, state, reason, scanned_at, removed_at, cleared_at, lease, lease_until)
  on files to portico_worker;
grant select (tenant_id, id, flow_id, step_name, field_id, item_id, name, declared_type, media_type, bytes, received, parts,
  sha256, state, reason, storage_key, uploaded_by, created_at, received_at, scanned_at, removed_at, cleared_at)
  on files to portico_reader;

-- What was found in a file is the worker's to say: the web can take a file in and take it away, and nothing else.
create function app.keep_file_verdict() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'portico_app' and tg_op = 'INSERT' and new.state not in ('receiving', 'quarantined') then
    raise exception 'only a scan decides about a file' using errcode = '42501';
  end if;
  if current_user = 'portico_app' and tg_op = 'UPDATE' and new.state <> old.state
     and not (old.state = 'receiving' and new.state in ('quarantined', 'rejected', 'removed'))
     and not (old.state <> 'receiving' and new.state = 'removed') then
    raise exception 'only a scan decides about a file' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger keep_file_verdict before insert or update on files for each row execute function app.keep_file_verdict();
