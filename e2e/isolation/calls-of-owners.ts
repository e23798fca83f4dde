import { getFunnel, getIndustryBenchmark, getStepTimes } from '@/lib/analytics';
import { listAudit } from '@/lib/audit';
import {
  createApiKey,
  listApiKeys,
  markProviderTested,
  readIdentityProvider,
  revokeApiKey,
  saveIdentityProvider,
} from '@/lib/auth';
import { publishTheme } from '@/lib/branding/publish-theme';
import { createCustomer, createPartner, findExistingCustomers, listCustomers, listPartners } from '@/lib/customers';
import { installLibrary, listTemplatesInUse, publishTemplate, saveDraft } from '@/lib/flow-templates';
import { addMember, changeMemberRole, listMembers, revokeMember } from '@/lib/members';
import {
  getList,
  inviteCustomer,
  listDueTasks,
  listFlows,
  listPortfolio,
  onboardDirectly,
  prepareList,
  startFlow,
  startList,
} from '@/lib/onboarding';
import { listLeftovers } from '@/lib/provisioning';
import { checkConnection, listConnections, listRotations, removeConnection, saveConnection } from '@/lib/vault';
import {
  addEndpoint,
  enableEndpoint,
  listEndpoints,
  listOutboundDeliveries,
  redeliver,
  removeEndpoint,
  rotateEndpointSecret,
  sendTestEvent,
} from '@/lib/webhooks';
import type { UseCaseCall } from './calls';

const locale = 'en';
const templateKey = 'data-pipeline';
const system = 'prometheus';
const invite = { email: 'new@out.example', locale, name: 'New' };
const theme = { name: 'Stolen', mark: 'S', brand: '#7a3e9d' };
const provider = {
  ...{ name: 'Sign-in', issuer: 'https://id.out.example', clientId: 'c', clientSecret: 's' },
  ...{ domains: ['out.example'], isEnabled: true, isRequired: false },
};

/** How what belongs to a partner or to the platform is called: customers, keys, templates, figures, connections. */
export const callsOfOwners: Readonly<Record<string, UseCaseCall>> = {
  'analytics.getFunnel': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => getFunnel(tx, actor, { templateKey, sectionIds: ['organisation'] }),
  },
  'analytics.getIndustryBenchmark': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => getIndustryBenchmark(tx, actor, { templateKey }),
  },
  'analytics.getStepTimes': {
    as: 'admin',
    notHere: 'too few people have answered for figures',
    call: (tx, actor, { tenantId }) => getStepTimes(tx, actor, { customerTenantId: tenantId, templateKey }),
  },
  'audit.listAudit': { as: 'admin', call: (tx, actor, { tenantId }) => listAudit(tx, actor, { tenantId, limit: 50 }) },
  'auth.createApiKey': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => createApiKey(tx, actor, { name: 'Key', purpose: 'read', days: 3 }),
  },
  'auth.listApiKeys': { as: 'admin', namesNothing: true, call: (tx, actor) => listApiKeys(tx, actor) },
  'auth.markProviderTested': {
    as: 'admin',
    namesNothing: true,
    notHere: 'nobody here has a provider to sign in with',
    call: (tx, actor) => markProviderTested(tx, actor),
  },
  'auth.readIdentityProvider': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => readIdentityProvider(tx, actor),
  },
  'auth.revokeApiKey': { as: 'admin', call: (tx, actor, { keyId }) => revokeApiKey(tx, actor, { keyId }) },
  'auth.saveIdentityProvider': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => saveIdentityProvider(tx, actor, provider),
  },
  'branding.publishTheme': {
    as: 'admin',
    call: (tx, actor, { partnerId }) => publishTheme(tx, actor, { tenantId: partnerId, ...theme, baseVersion: 0 }),
  },
  'customers.createCustomer': {
    as: 'admin',
    call: (tx, actor, { partnerId }) => createCustomer(tx, actor, { ownerTenantId: partnerId, name: 'New', locale }),
  },
  'customers.createPartner': {
    as: 'platform',
    highest: true,
    call: (tx, actor, { partnerId }) =>
      createPartner(tx, actor, { parentTenantId: partnerId, name: 'New', slug: 'new-partner', locale, theme }),
  },
  'customers.findExistingCustomers': {
    as: 'admin',
    call: (tx, actor, { partnerId }) => findExistingCustomers(tx, actor, { ownerTenantId: partnerId, name: 'acme' }),
  },
  'customers.listCustomers': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => listCustomers(tx, actor, { search: 'acme', limit: 50 }),
  },
  'customers.listPartners': { as: 'platform', namesNothing: true, call: (tx, actor) => listPartners(tx, actor) },
  'flow-templates.installLibrary': {
    as: 'admin',
    call: (tx, actor, { partnerId }) => installLibrary(tx, actor, { tenantId: partnerId }),
  },
  'flow-templates.listTemplatesInUse': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => listTemplatesInUse(tx, actor),
  },
  'flow-templates.publishTemplate': {
    as: 'admin',
    call: (tx, actor, { partnerId, templateId }) => publishTemplate(tx, actor, { tenantId: partnerId, templateId }),
  },
  'flow-templates.saveDraft': {
    as: 'admin',
    call: (tx, actor, { partnerId }) => saveDraft(tx, actor, { tenantId: partnerId, key: 'mine', draft: {} }),
  },
  'members.addMember': {
    as: 'admin',
    call: (tx, actor, { partnerId }) =>
      addMember(tx, actor, { tenantId: partnerId, email: 'new@out.example', role: 'auditor', locale }),
  },
  'members.changeMemberRole': {
    as: 'owner',
    call: (tx, actor, { tenantId, memberId }) => changeMemberRole(tx, actor, { tenantId, memberId, role: 'viewer' }),
  },
  'members.listMembers': { as: 'owner', call: (tx, actor, { tenantId }) => listMembers(tx, actor, { tenantId }) },
  'members.revokeMember': {
    as: 'owner',
    call: (tx, actor, { tenantId, memberId }) => revokeMember(tx, actor, { tenantId, memberId }),
  },
  'onboarding.getList': { as: 'admin', call: (tx, actor, { bulkId }) => getList(tx, actor, { bulkId }) },
  'onboarding.inviteCustomer': {
    as: 'admin',
    call: (tx, actor, { partnerId }) =>
      inviteCustomer(tx, actor, { customer: { ownerTenantId: partnerId, name: 'New', locale }, templateKey, invite }),
  },
  'onboarding.listDueTasks': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => listDueTasks(tx, actor, { locale }),
  },
  'onboarding.listFlows': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => listFlows(tx, actor, { search: 'acme', limit: 50 }),
  },
  'onboarding.listPortfolio': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => listPortfolio(tx, actor, { limit: 50, locale }),
  },
  'onboarding.onboardDirectly': {
    as: 'key',
    namesNothing: true,
    call: (tx, actor) => onboardDirectly(tx, actor, { body: { tenant_id: 'acme_sent' }, idempotencyKey: 'k1' }),
  },
  'onboarding.prepareList': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => prepareList(tx, actor, { templateKey, text: 'name,email', locale }),
  },
  'onboarding.startFlow': {
    as: 'admin',
    call: (tx, actor, { tenantId }) => startFlow(tx, actor, { customerTenantId: tenantId, templateKey, invite }),
  },
  'onboarding.startList': { as: 'admin', call: (tx, actor, { bulkId }) => startList(tx, actor, { bulkId }) },
  'provisioning.listLeftovers': { as: 'admin', namesNothing: true, call: (tx, actor) => listLeftovers(tx, actor) },
  'vault.checkConnection': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => checkConnection(tx, actor, { system }),
  },
  'vault.listConnections': { as: 'admin', namesNothing: true, call: (tx, actor) => listConnections(tx, actor) },
  'vault.listRotations': {
    as: 'admin',
    notHere: 'nothing here has to be renewed',
    call: (tx, actor, { flowId }) => listRotations(tx, actor, { flowId }),
  },
  'vault.removeConnection': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => removeConnection(tx, actor, { system }),
  },
  'vault.saveConnection': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) =>
      saveConnection(tx, actor, { system, settings: { baseUrl: 'https://prometheus.out.example' }, secret: {} }),
  },
  'webhooks.addEndpoint': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => addEndpoint(tx, actor, { url: 'https://hooks.out.example/in', events: ['flow.started'] }),
  },
  'webhooks.enableEndpoint': {
    as: 'admin',
    call: (tx, actor, { endpointId }) => enableEndpoint(tx, actor, { endpointId }),
  },
  'webhooks.listEndpoints': { as: 'admin', namesNothing: true, call: (tx, actor) => listEndpoints(tx, actor) },
  'webhooks.listOutboundDeliveries': {
    as: 'admin',
    namesNothing: true,
    call: (tx, actor) => listOutboundDeliveries(tx, actor),
  },
  'webhooks.redeliver': { as: 'admin', call: (tx, actor, { deliveryId }) => redeliver(tx, actor, { deliveryId }) },
  'webhooks.removeEndpoint': {
    as: 'admin',
    call: (tx, actor, { endpointId }) => removeEndpoint(tx, actor, { endpointId }),
  },
  'webhooks.rotateEndpointSecret': {
    as: 'admin',
    call: (tx, actor, { endpointId }) => rotateEndpointSecret(tx, actor, { endpointId }),
  },
  'webhooks.sendTestEvent': {
    as: 'admin',
    call: (tx, actor, { endpointId }) => sendTestEvent(tx, actor, { endpointId }),
  },
};
