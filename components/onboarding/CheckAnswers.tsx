import { SummaryList, type SummaryRow } from '@/components/ui/SummaryList';

export type CheckGroup = Readonly<{
  id: string;
  title: string;
  tasks: readonly Readonly<{ id: string; title: string; rows: readonly SummaryRow[] }>[];
}>;

/** All answers by section and task, each with the way to change it. */
export const CheckAnswers = ({
  groups,
  notProvided,
}: Readonly<{ groups: readonly CheckGroup[]; notProvided: string }>) =>
  groups.map((group) => (
    <section key={group.id} className="task-section stack" aria-labelledby={`check-${group.id}`}>
      <h2 id={`check-${group.id}`}>{group.title}</h2>
      {group.tasks.map((task) => (
        <div key={task.id} className="stack">
          <h3>{task.title}</h3>
          <SummaryList rows={task.rows} notProvided={notProvided} />
        </div>
      ))}
    </section>
  ));
