export { authenticateApiKey } from './api-keys';
export {
  armChallenge,
  finishChallengeMail,
  partnerTheme,
  purgeSignIn,
  type ArmedChallenge,
  type StoredTheme,
} from './challenges';
export { maskEmail, normaliseEmail } from './email';
export { keepForEndedSession, type SentPage } from './ended-session';
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
export { safeReturnPath } from './return-path';
export {
  openDemoSession,
  resolveSession,
  revokeAllSessions,
  revokeSession,
  rotateSession,
  type Membership,
  type OpenedSession,
  type SessionView,
} from './sessions';
export { consumeCode, consumeLink, requestSignIn, viewChallenge, type ChallengeView, type SignedIn } from './sign-in';
export { hashToken, newToken } from './tokens';
