const part = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const label = new RegExp(`^${part}$`);
const subdomain = new RegExp(`^${part}(?:\\.${part})*$`);
const labelValue = /^(?:[A-Za-z0-9](?:[-_.A-Za-z0-9]*[A-Za-z0-9])?)?$/;
const labelName = /^[A-Za-z0-9](?:[-_.A-Za-z0-9]*[A-Za-z0-9])?$/;

/** A label by RFC 1123 as Kubernetes reads it: what a tenant id must be to stand in the names of its things. */
export const isDnsLabel = (text: string): boolean => text.length <= 63 && label.test(text);

/** A name by RFC 1123: what a secret may be called. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export const isDnsName = (text: string): boolean => text.length <= 253 && subdomain.test(text);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export function areLabels(labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => {
    const [name = '', prefix] = key.split('/').reverse();
    const isKey = name.length <= 63 && labelName.test(name) && (prefix === undefined || isDnsName(prefix));
    return isKey && value.length <= 63 && labelValue.test(value);
  });
}
