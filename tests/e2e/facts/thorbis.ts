import type { DocumentFacts, FactGroup } from './fact.ts';

const DOMAIN = 'domains/thorbis/';

/** A guide with what its row in the document says. */
function guide(page: string, title: string, purpose: string, readers: string[], complexity: string, file: string): FactGroup {
  return {
    shows: ['K54'],
    about: `guide ${title} with purpose, readers and complexity`,
    page: `guides/thorbis/${page}/`,
    facts: [[`Purpose: ${purpose}`], ['Readers:', ...readers], [`Complexity: ${complexity}`], [`Linked by the source as: ${file}`]],
  };
}

/** What the document of Thorbis says about guides, doctrine, metrics, people and severities. */
export const thorbis: DocumentFacts = {
  domain: 'thorbis',
  title: 'Thorbis',
  groups: [
    {
      shows: ['K01', 'K02'],
      about: 'version, a month without a day, maintainer and scope',
      page: DOMAIN,
      facts: [
        ['Document: Operations Documentation'],
        ['Version: 1.0.0'],
        ['Last updated: January 2025'],
        ['Updated by: Thorbis Operations Team'],
        ['Scope: Day-to-day operations, system administration, monitoring, maintenance and incident response', 'Thorbis Business OS platform'],
      ],
    },
    guide('system-administration', 'System Administration', 'Complete system administration procedures', ['DevOps', 'SysAdmin'], 'Advanced', '01-system-administration.md'),
    guide('monitoring-alerting', 'Monitoring & Alerting', 'Comprehensive monitoring and alert management', ['Operations Team'], 'Intermediate', '02-monitoring-alerting.md'),
    guide('incident-response', 'Incident Response', 'Emergency response and crisis management', ['All Teams'], 'Critical', '03-incident-response.md'),
    guide('maintenance-procedures', 'Maintenance Procedures', 'Routine maintenance and scheduled tasks', ['Operations Team'], 'Intermediate', '04-maintenance-procedures.md'),
    guide('performance-management', 'Performance Management', 'Performance optimization and capacity planning', ['DevOps', 'Development'], 'Advanced', '05-performance-management.md'),
    guide('backup-recovery', 'Backup & Recovery', 'Data protection and disaster recovery', ['Operations Team'], 'Advanced', '06-backup-recovery.md'),
    guide('business-continuity', 'Business Continuity', 'Business continuity and emergency planning', ['Management', 'Operations'], 'Strategic', '07-business-continuity.md'),
    {
      shows: ['K55'],
      about: 'seven guides, linked twice, each with its page',
      page: DOMAIN,
      facts: [
        ['Core Operations Guides', 'System Administration', '01-system-administration.md'],
        ['Core Operations Guides', 'Monitoring & Alerting', '02-monitoring-alerting.md'],
        ['Core Operations Guides', 'Incident Response', '03-incident-response.md'],
        ['Core Operations Guides', 'Maintenance Procedures', '04-maintenance-procedures.md'],
        ['Core Operations Guides', 'Performance Management', '05-performance-management.md'],
        ['Core Operations Guides', 'Backup & Recovery', '06-backup-recovery.md'],
        ['Core Operations Guides', 'Business Continuity', '07-business-continuity.md'],
        ['Internal Resources', 'System Administration Guide', '01-system-administration.md'],
        ['Internal Resources', 'Monitoring & Alerting Setup', '02-monitoring-alerting.md'],
        ['Internal Resources', 'Incident Response Procedures', '03-incident-response.md'],
        ['Internal Resources', 'Maintenance Procedures', '04-maintenance-procedures.md'],
        ['Internal Resources', 'Performance Management', '05-performance-management.md'],
        ['Internal Resources', 'Backup & Recovery', '06-backup-recovery.md'],
        ['Internal Resources', 'Business Continuity Plan', '07-business-continuity.md'],
      ],
    },
    {
      shows: [],
      about: 'doctrine and tenants',
      page: DOMAIN,
      facts: [
        ['NextFaster Operations Doctrine', 'Zero-Downtime Deployments', 'All system updates without service interruption'],
        ['NextFaster Operations Doctrine', 'Proactive Monitoring', 'Issues identified and resolved before user impact'],
        ['NextFaster Operations Doctrine', 'Automated Recovery', 'Self-healing systems with minimal manual intervention'],
        ['NextFaster Operations Doctrine', 'Performance-First', 'All operations maintain sub-300ms response targets'],
        ['Multi-Tenant Operations', 'Tenant Isolation', 'Complete operational separation between business instances'],
        ['Multi-Tenant Operations', 'Per-Tenant Metrics', 'Granular monitoring and alerting per business'],
        ['Multi-Tenant Operations', 'Scalable Architecture', 'Operations scale seamlessly with tenant growth'],
        ['Multi-Tenant Operations', 'Data Protection', 'Comprehensive backup and recovery per tenant'],
      ],
    },
    {
      shows: ['K22', 'K70'],
      about: 'health indicators of its first code block, with what the comments say',
      page: DOMAIN,
      facts: [
        ['Metric: Availability', 'Current availability percentage', '99.99% uptime SLA', 'Target: ≥ 99.99 %', 'Unit: percent'],
        ['Metric: Incidents', 'Open incidents affecting availability', 'Unit: count'],
        ['Metric: MTBF', 'Mean Time Between Failures (hours)', 'Unit: hours'],
        ['Metric: Response time', '300ms target (NextFaster doctrine)', '50th, 95th and 99th percentile', 'Statistics: p50, p95, p99'],
        ['Throughput', 'Metric: Requests per second', 'Now: N/A', 'Unit: requests per second'],
        ['Throughput', 'Metric: Peak capacity', 'Now: N/A'],
        ['Throughput', 'Metric: Current utilization', 'Now: N/A'],
        ['Resources', 'Metric: CPU utilization', 'Current CPU utilization percentage', 'Unit: percent'],
        ['Resources', 'Metric: CPU capacity', 'Available CPU capacity'],
        ['Resources', 'Metric: CPU scaling', 'Auto-scaling active', 'Unit: yes/no'],
        ['Resources', 'Metric: Memory utilization', 'Current memory utilization'],
        ['Resources', 'Metric: Memory available', 'Available memory'],
        ['Resources', 'Metric: Memory leaks', 'Memory leak detection', 'Unit: yes/no'],
        ['Resources', 'Metric: Storage utilization', 'Storage utilization percentage', 'Unit: percent'],
        ['Resources', 'Metric: Storage IOPS', 'Current IOPS', 'Unit: iops'],
        ['Resources', 'Metric: Storage latency', 'Now: N/A'],
      ],
    },
    {
      shows: ['K22', 'K70'],
      about: 'business impact of its second code block, with the units of the comments',
      page: DOMAIN,
      facts: [
        ['Business Impact Metrics - Revenue', 'Transactions per minute', 'Unit: transactions per minute'],
        ['Business Impact Metrics - Revenue', 'Average transaction value', 'no currency', 'Now: N/A'],
        ['Business Impact Metrics - Revenue', 'Revenue impact per outage', 'no currency', 'Now: N/A'],
        ['Business Impact Metrics - Customer', 'Active users', 'Unit: count'],
        ['Business Impact Metrics - Customer', 'User satisfaction score', 'Unit: score'],
        ['Business Impact Metrics - Customer', 'Support tickets open', 'Unit: count'],
        ['Business Impact Metrics - Operational', 'Deployment frequency', 'Now: N/A'],
        ['Business Impact Metrics - Operational', 'Lead time', 'Hours from commit to production', 'Unit: hours'],
        ['Business Impact Metrics - Operational', 'Change failure rate', 'Percentage of deployments causing issues', 'Unit: percent'],
        ['Business Impact Metrics - Operational', 'Mean time to recover', 'Minutes to recover from incidents', 'Unit: minutes'],
      ],
    },
    {
      shows: ['K14'],
      about: 'its two objectives',
      page: DOMAIN,
      facts: [['Service: Thorbis Business OS', 'Availability: 99.99% uptime SLA', 'Response time: sub-300ms response targets']],
    },
    {
      shows: ['K67'],
      about: 'five roles with what they answer for',
      page: DOMAIN,
      facts: [
        ['Operations Lead', 'Strategic oversight and escalation management'],
        ['Site Reliability Engineers', 'System monitoring and optimization'],
        ['DevOps Engineers', 'Deployment automation and infrastructure'],
        ['Security Operations', 'Security monitoring and incident response'],
        ['Database Administrators', 'Database performance and maintenance'],
      ],
    },
    {
      shows: ['K38'],
      about: 'three tiers with shift, escalation time and duties',
      page: 'on-call/thorbis/on-call/',
      inOrder: true,
      facts: [
        ['Tier: Primary', 'Shift: 1 week', 'immediate response', 'initial triage', 'communication', 'Next tier after: 15 minutes'],
        ['Tier: Secondary', 'Shift: 1 week', 'complex issues', 'technical decisions', 'coordination', 'Next tier after: 30 minutes'],
        ['Tier: Manager', 'Shift: 1 month', 'business decisions', 'external communication', 'resource allocation', 'Next tier after: 1 hour'],
      ],
    },
    {
      shows: [],
      about: 'its escalation chain in order of time',
      page: DOMAIN,
      inOrder: true,
      facts: [
        ['Escalation chain', 'primary escalation time 15 minutes'],
        ['Escalation chain', 'secondary escalation time 30 minutes'],
        ['Escalation chain', 'manager escalation time 1 hour'],
      ],
    },
    {
      shows: ['K06', 'K07'],
      about: 'four levels with response time and a rule of escalation each',
      page: DOMAIN,
      inOrder: true,
      facts: [
        ['Level: P1 – Critical', 'Service outage, security breach, data loss', 'Responds within: At most 15 minutes', 'Escalates: Immediate'],
        ['Level: P2 – High', 'Performance degradation, feature failure', 'Responds within: At most 1 hour', 'Escalates: Within 30 min'],
        ['Level: P3 – Medium', 'Minor bugs, non-critical feature issues', 'Responds within: At most 4 hours', 'Escalates: Business hours'],
        ['Level: P4 – Low', 'Enhancement requests, documentation', 'Responds within: At most 1 week', 'Escalates: As needed'],
      ],
    },
  ],
};
