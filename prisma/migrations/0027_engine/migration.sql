-- What a run costs: the head of an audit chain is inserted once, and keys are issued and read by one call each.

-- As before, without an attempt to insert the head of a chain that is there already.
create or replace function kernel.append_audit(p_tenant uuid, p_id uuid, p_action text, p_entity_type text, p_entity_id uuid,
  p_details jsonb, p_user uuid, p_role text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  head record;
  entry public.audit_logs;
begin
  select seq, hash into head from public.audit_heads where tenant_id = p_tenant for update;
  if not found then
    insert into public.audit_heads (tenant_id, seq, hash) values (p_tenant, 0, decode(repeat('00', 32), 'hex'))
      on conflict (tenant_id) do nothing;
    select seq, hash into head from public.audit_heads where tenant_id = p_tenant for update;
  end if;
  entry.tenant_id := p_tenant;
  entry.id := p_id;
  entry.seq := head.seq + 1;
  entry.action := p_action;
  entry.entity_type := p_entity_type;
  entry.entity_id := p_entity_id;
  entry.user_id := p_user;
  entry.role := p_role;
  entry."timestamp" := date_trunc('microseconds', clock_timestamp());
  entry.details := coalesce(p_details, '{}');
  entry.prev_hash := head.hash;
  entry.hash := sha256(convert_to(app.audit_canonical(entry), 'UTF8'));
  insert into public.audit_logs select entry.*;
  update public.audit_heads set seq = entry.seq, hash = entry.hash where tenant_id = p_tenant;
end $$;

-- Issues a key of a customer in the run's name, with the caller's rights. The same action of a flow has one live key,
-- however often it is asked; null, and nothing is issued, when the run has begun to undo or its key was revoked: the lock
-- on the run makes the undoing wait. { keyId, fingerprint, createdAt }
create function app.issue_key(p_ctx text, p_tenant uuid, p_flow uuid, p_run uuid, p_action text, p_key uuid, p_label text,
  p_hash bytea, p_sealed text, p_fingerprint text, p_at timestamptz) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare answer jsonb;
begin
  perform app.use_context(p_ctx);
  perform from public.provisioning_runs r where r.tenant_id = p_tenant and r.id = p_run and r.status = 'running' for share;
  if not found then return null; end if;
  select jsonb_build_object('keyId', k.id, 'fingerprint', k.fingerprint, 'createdAt', k.created_at) into answer
    from public.customer_keys k
    where k.tenant_id = p_tenant and k.flow_id = p_flow and k.action_id = p_action and k.revoked_at is null
    order by k.created_at desc, k.id desc limit 1;
  if found then return answer; end if;
  insert into public.customer_keys as k (tenant_id, id, flow_id, run_id, action_id, label, key_hash, sealed, fingerprint, created_at)
    values (p_tenant, p_key, p_flow, p_run, p_action, p_label, p_hash, p_sealed, p_fingerprint, p_at)
    on conflict (tenant_id, run_id, action_id) do nothing
    returning jsonb_build_object('keyId', k.id, 'fingerprint', k.fingerprint, 'createdAt', k.created_at) into answer;
  return answer;
end $$;
revoke all on function app.issue_key(text, uuid, uuid, uuid, text, uuid, text, bytea, text, text, timestamptz) from public;
grant execute on function app.issue_key(text, uuid, uuid, uuid, text, uuid, text, bytea, text, text, timestamptz) to portico_worker;

-- What a record elsewhere may hold of a live key: its hash and its ciphertext; no row when it was revoked.
create function app.key_record(p_ctx text, p_tenant uuid, p_key uuid)
returns table (hash text, sealed text, fingerprint text, created_at timestamptz)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform app.use_context(p_ctx);
  return query select encode(k.key_hash, 'hex'), k.sealed, k.fingerprint, k.created_at from public.customer_keys k
    where k.tenant_id = p_tenant and k.id = p_key and k.revoked_at is null;
end $$;
revoke all on function app.key_record(text, uuid, uuid) from public;
grant execute on function app.key_record(text, uuid, uuid) to portico_worker;
