import type { FlowDefinition } from '@/lib/flow-definition';
import { referenceTemplate } from '@/lib/provisioning/testing/submitted-flow';

const text = (en: string) => ({ en, ar: en });

/** The reference template with a hook that an action makes, and a task of its own in which somebody enters it. */
export const withHookTask = (): FlowDefinition =>
  referenceTemplate(8, (definition) => ({
    ...definition,
    sections: definition.sections.map((section) => {
      const provisions = section.tasks.some(({ steps }) => steps.some(({ kind }) => kind === 'provision'));
      if (!provisions) return section;
      const tasks = section.tasks.map((task) => ({
        ...task,
        steps: task.steps.map((step) =>
          step.kind !== 'provision'
            ? step
            : {
                ...step,
                actions: [
                  ...step.actions,
                  {
                    id: 'hook',
                    uses: 'webhook.create',
                    title: text('A door'),
                    with: { profile: 'hmac-header', name: 'Bot', header: 'X-SDP-Signature' },
                    onLaterFailure: 'undo' as const,
                  },
                ],
              },
        ),
      }));
      const entering = {
        id: 'hook-task',
        title: text('Enter the hook'),
        owner: 'contributor' as const,
        steps: [
          {
            id: 'deliveries',
            kind: 'webhook' as const,
            title: text('Deliveries'),
            action: 'hook',
            guide: [text('Open the settings')],
            remedies: [{ on: ['wrong_signature'], text: text('Look at the secret') }],
          },
        ],
      };
      return { ...section, tasks: [...tasks, entering] };
    }),
  }));
