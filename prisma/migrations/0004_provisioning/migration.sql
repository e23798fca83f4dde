-- Work that happens after the transaction: enqueued inside it (so it commits or vanishes with it), driven by the
-- durable engine in the worker. The engine's tables live in schema dbos, made by the owner at every start; the web
-- has no right on that schema and reaches it through app.enqueue alone.

alter schema dbos owner to portico_owner;
grant usage on schema dbos to portico_kernel;

-- Enqueues one workflow in the caller's transaction and answers its id. The same id twice is one execution.
-- Arguments are stored by the engine in plain JSON, so only identifiers pass: flat text values of a narrow alphabet
-- (no blanks, no '@'), never an answer, an address or a secret. Work for a tenant may be enqueued only by a session
-- that sees that tenant; work without one is only ever the mail of a sign-in, which happens before there is a tenant.
create function app.enqueue(p_workflow text, p_id text, p_args jsonb) returns text
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
    if (p_args ->> 'tenantId')::uuid <> all (app.visible_tenants()) then
      raise exception 'work outside the context' using errcode = '42501';
    end if;
  elsif p_workflow !~ '^sign-in' then
    raise exception 'work belongs to a tenant' using errcode = '42501';
  end if;
  return dbos.enqueue_workflow(workflow_name => p_workflow, queue_name => 'portico',
    positional_args => array[p_args::json], workflow_id => p_id);
end $$;
alter function app.enqueue(text, text, jsonb) owner to portico_kernel;
grant execute on function app.enqueue(text, text, jsonb) to portico_app, portico_worker;

-- Finds the live key of a customer by its SHA-256, without opening the sealed copy; null row when there is none.
-- The caller compares the hash once more in constant time.
create function app.customer_key_lookup(p_hash bytea)
returns table (tenant_id uuid, key_id uuid, flow_id uuid, key_hash bytea, identifier text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.tenant_id, k.id, k.flow_id, k.key_hash,
    (select i.value from public.customer_identifiers i where i.tenant_id = k.tenant_id order by i.created_at, i.id limit 1)
  from public.customer_keys k where k.key_hash = p_hash and k.revoked_at is null
$$;
alter function app.customer_key_lookup(bytea) owner to portico_kernel;
grant execute on function app.customer_key_lookup(bytea) to portico_app, portico_worker;
create policy kernel_select on customer_identifiers for select to portico_kernel using (true);
grant select on customer_identifiers to portico_kernel;
