export { authenticateApiKey } from './api-keys';
export { authenticateCustomerKey } from './customer-keys';
export {
  armChallenge,
  finishChallengeMail,
  partnerTheme,
  purgeSignIn,
  type ArmedChallenge,
  type StoredTheme,
} from './challenges';
export { maskEmail, normaliseEmail } from './email';
export { accessEnded, keepForEndedSession, type SentPage } from './ended-session';
export { acceptInvitation, findInvitation, type AcceptedInvitation, type InvitationView } from './invitations';
export { lifetimes } from './lifetimes';
export {
  apiKeyPurposes,
  createApiKey,
  listApiKeys,
  revokeApiKey,
  type ApiKeyPurpose,
  type ApiKeyRow,
  type CreateApiKeyInput,
} from './manage-api-keys';
export {
  markProviderTested,
  providerAccess,
  readIdentityProvider,
  saveIdentityProvider,
  type IdentityProviderInput,
  type IdentityProviderView,
} from './identity-providers';
export { redirectUri, testProvider, type OidcFailure } from './oidc';
export {
  addPasskey,
  askForNewPasskey,
  askForPasskey,
  removePasskey,
  renamePasskey,
  signInWithPasskey,
  type PasskeyQuestion,
} from './passkeys';
export { removePassword, setPassword, signInWithPassword } from './passwords';
export { beginTotp, passRecovery, passTotp, removeTotp, renewRecoveryCodes, type Enrolment } from './second-factor';
export { endOtherSessions, personToTell, securityView, type Factor, type SecurityView } from './security';
export { beginSso, findProviders, finishSso, viewSso, type FoundProvider } from './sso';
export { passwordLength, passwordProblem } from './weak-password';
export { safeReturnPath } from './return-path';
export {
  openDemoSession,
  resolveSession,
  revokeAllSessions,
  revokeSession,
  rotateSession,
  type Held,
  type Membership,
  type OpenedSession,
  type SessionView,
} from './sessions';
export { consumeCode, consumeLink, requestSignIn, viewChallenge, type ChallengeView, type SignedIn } from './sign-in';
export { hashToken, newToken } from './tokens';
