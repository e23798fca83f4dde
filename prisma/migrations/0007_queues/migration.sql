-- Mails wait in queues of their own. A mail that cannot be delivered is tried for hours and keeps its place in its queue
-- all the while: twenty of them, and no set-up would have begun until the mail server came back. Signing in does not wait
-- behind other mails either.
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
    if (p_args ->> 'tenantId')::uuid <> all (app.visible_tenants()) then
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
