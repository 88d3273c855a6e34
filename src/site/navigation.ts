/** The whole navigation. It names collections, never entries, so that no page grows with the book. */
export const NAVIGATION: readonly {
  readonly title: string;
  readonly links: readonly { readonly title: string; readonly href: string }[];
}[] = [
  {
    title: 'Now',
    links: [
      { title: 'Home', href: '/' },
      { title: 'Status', href: '/status/' },
      { title: 'On-call', href: '/on-call/' },
      { title: 'Maintenance', href: '/maintenance/' },
      { title: 'Alerts', href: '/alerts/' },
    ],
  },
  {
    title: 'Do',
    links: [
      { title: 'Runbooks', href: '/runbooks/' },
      { title: 'Stale runbooks', href: '/freshness/' },
      { title: 'Without a network', href: '/offline/' },
      { title: 'Checklists', href: '/checklists/' },
    ],
  },
  {
    title: 'Know',
    links: [
      { title: 'Domains', href: '/domains/' },
      { title: 'Services', href: '/services/' },
      { title: 'Objectives', href: '/slos/' },
      { title: 'Guides', href: '/guides/' },
      { title: 'Policies', href: '/policies/' },
      { title: 'Teams', href: '/teams/' },
      { title: 'Compare domains', href: '/compare/' },
    ],
  },
  {
    title: 'Learn',
    links: [
      { title: 'Incidents', href: '/incidents/' },
      { title: 'Postmortems', href: '/postmortems/' },
      { title: 'Action items', href: '/action-items/' },
      { title: 'Trends', href: '/learning/' },
      { title: 'Onboarding', href: '/onboarding/' },
    ],
  },
];
