/** The customer id that everything is named by: the new one, or the one of the entry that is updated. */
export const customerIdExpression =
  'has(answers.customerIdentifier) ? answers.customerIdentifier : has(answers.existingCustomerId) ? answers.existingCustomerId : ""';
export const customerId = `\${${customerIdExpression}}`;

/** The project of the customer's own, the owner's default one, or nothing: then the connection's decides. */
export const project =
  '${has(answers.projectId) ? answers.projectId : has(flow.defaultProject) ? flow.defaultProject : ""}';

/** How the dataset and the stored credentials of a customer are called. */
export const datasetName = `growthnav_${customerId}`;
export const secretName = (type: string): string => `growthnav-${customerId}-${type}`;

export const usesGoogle = 'has(answers.adPlatforms) && "google_ads" in answers.adPlatforms';
export const usesMeta = 'has(answers.adPlatforms) && "meta" in answers.adPlatforms';
/** Somebody who keeps the entry that there is: nothing new is made, what is registered changes. */
export const isUpdate = 'has(answers.entry) && answers.entry == "update"';
export const isNew = '!(has(answers.entry) && answers.entry == "update")';
