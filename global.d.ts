import type auth from './messages/en/auth.json';
import type bulk from './messages/en/bulk.json';
import type check from './messages/en/check.json';
import type checks from './messages/en/checks.json';
import type common from './messages/en/common.json';
import type credentials from './messages/en/credentials.json';
import type demo from './messages/en/demo.json';
import type draft from './messages/en/draft.json';
import type email from './messages/en/email.json';
import type errors from './messages/en/errors.json';
import type field from './messages/en/field.json';
import type files from './messages/en/files.json';
import type form from './messages/en/form.json';
import type journey from './messages/en/journey.json';
import type offboarding from './messages/en/offboarding.json';
import type people from './messages/en/people.json';
import type pipelines from './messages/en/pipelines.json';
import type provisioning from './messages/en/provisioning.json';
import type system from './messages/en/system.json';
import type tasks from './messages/en/tasks.json';
import type step from './messages/en/step.json';
import type review from './messages/en/review.json';
import type status from './messages/en/status.json';
import type partner from './messages/en/partner.json';
import type staff from './messages/en/staff.json';
import type webhooks from './messages/en/webhooks.json';
import type why from './messages/en/why.json';
import type { Locale } from './lib/i18n';

/** The texts of every surface, so that a key that does not exist is a type error. One line per `messages/en/*.json`. */
declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: {
      auth: typeof auth;
      bulk: typeof bulk;
      check: typeof check;
      checks: typeof checks;
      common: typeof common;
      credentials: typeof credentials;
      demo: typeof demo;
      draft: typeof draft;
      email: typeof email;
      errors: typeof errors;
      field: typeof field;
      files: typeof files;
      form: typeof form;
      journey: typeof journey;
      offboarding: typeof offboarding;
      people: typeof people;
      pipelines: typeof pipelines;
      provisioning: typeof provisioning;
      system: typeof system;
      tasks: typeof tasks;
      webhooks: typeof webhooks;
      why: typeof why;
      step: typeof step;
      review: typeof review;
      partner: typeof partner;
      staff: typeof staff;
      status: typeof status;
    };
  }
}
