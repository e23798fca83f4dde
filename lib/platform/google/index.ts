export {
  googleTokenUrl,
  createGoogleTokens,
  googleTokens,
  type GoogleGrant,
  type GoogleTokenFailure,
  type GoogleTokens,
} from './tokens';
