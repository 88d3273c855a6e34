import { entriesOf } from '../../book/book.ts';
import { dependencyCircles } from '../../status/dependence.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

export const circularDependence: Rule = {
  id: 'circular-dependence',
  level: 'error',
  reason: 'Where services depend on each other in a circle nobody can say which of them is the cause.',
  *check({ book }): Generator<Complaint> {
    const services = new Map(entriesOf(book, 'services').map((service) => [service.id, service]));
    const dependsOn = new Map([...services].map(([id, { data }]) => [id, data.dependsOn]));
    for (const circle of dependencyCircles(dependsOn)) {
      const service = services.get(circle[0] as string);
      const at = service?.data.dependsOn.indexOf(circle[1] as string) ?? -1;
      if (!service || at < 0) continue;
      yield complain(
        service.source,
        ['dependsOn', at],
        `services depend on each other in a circle: ${circle.join(' → ')}; take out the dependency that is not one`,
      );
    }
  },
};
