-- Whether a flow and a tenant are there for a signed context: what every page and action asks before it does anything, in
-- one round trip instead of the four of a transaction. Runs with the caller's rights, so row-level security decides; a
-- null is not asked about.
create function app.sees(p_ctx text, p_flow uuid, p_tenant uuid) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform app.use_context(p_ctx);
  return (p_flow is null or exists (select from public.onboarding_flows f where f.id = p_flow))
    and (p_tenant is null or exists (select from public.tenants t where t.id = p_tenant));
end $$;
grant execute on function app.sees(text, uuid, uuid) to portico_app;
