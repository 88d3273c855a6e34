import type { DocumentFacts } from './fact.ts';

const DOMAIN = 'domains/thorbis/';

/** What the document of Thorbis says about channels, tools, routine work, compliance and training. */
export const thorbisWork: DocumentFacts = {
  domain: 'thorbis',
  title: 'Thorbis',
  groups: [
    {
      shows: ['K12', 'K70'],
      about: 'channels inside and outside by purpose',
      page: DOMAIN,
      facts: [
        ['internal, critical', 'Medium: Slack', '#incidents-critical'],
        ['internal, general', 'Medium: Slack', '#ops-general'],
        ['internal, security', 'Medium: Slack', '#security-alerts'],
        ['Medium: Pagerduty', 'Address: thorbis-production', 'Escalation policy critical-response'],
        ['external, status', 'status.thorbis.com'],
        ['external, support', 'support@thorbis.com'],
        ['external, security', 'security@thorbis.com'],
      ],
    },
    {
      shows: ['K13'],
      about: 'vendors with support and status pages',
      page: DOMAIN,
      facts: [
        ['Vendor: Vercel', 'Premium Support', 'https://status.vercel.com/'],
        ['Vendor: Supabase', 'Enterprise Support', 'https://status.supabase.com/'],
        ['Vendor: Cloudflare', '24/7 Support', 'https://status.cloudflare.com/'],
        ['Vendor: GitHub', 'https://status.github.com/'],
      ],
    },
    {
      shows: ['K55'],
      about: 'four outside resources under their titles',
      page: DOMAIN,
      facts: [
        ['External Resources', 'Vercel Platform Status', 'https://status.vercel.com/'],
        ['External Resources', 'Supabase Status', 'https://status.supabase.com/'],
        ['External Resources', 'Cloudflare Status', 'https://status.cloudflare.com/'],
        ['External Resources', 'GitHub Status', 'https://status.github.com/'],
        [
          'Documentation repository',
          'contact the Operations Lead or create an issue in the documentation repository',
        ],
      ],
    },
    {
      shows: ['K13'],
      about: 'the vendors its platform depends on, with their status pages',
      page: 'services/thorbis/platform/',
      facts: [
        [
          'Depends on',
          'Vercel (its status page)',
          'Supabase (its status page)',
          'Cloudflare (its status page)',
        ],
      ],
    },
    {
      shows: ['K69'],
      about: 'five categories of tools',
      page: DOMAIN,
      facts: [
        ['Category: Monitoring', 'DataDog', 'Sentry', 'Custom Dashboards'],
        ['Category: Alerting', 'PagerDuty', 'Slack Integration', 'SMS/Email'],
        ['Category: Automation', 'GitHub Actions', 'Vercel Functions', 'Supabase Edge Functions'],
        ['Category: Documentation', 'Notion', 'GitHub Wiki', 'Runbook Automation'],
        ['Category: Communication', 'Slack', 'Microsoft Teams', 'Email Lists'],
      ],
    },
    {
      shows: ['K45', 'K70'],
      about: 'four automated procedures, continuous before every 30 seconds',
      page: DOMAIN,
      inOrder: true,
      facts: [
        [
          'Performance Optimization',
          'Frequency: Continuous',
          'cache optimization',
          'query analysis',
          'resource scaling',
        ],
        [
          'Health Check Monitoring',
          'Frequency: 30 seconds',
          'check endpoints',
          'validate responses',
          'alert on failures',
          'thorbis/platform/http',
        ],
        ['Security Scanning', 'Frequency: Hourly', 'vulnerability scan', 'dependency check', 'access audit'],
        [
          'Backup Verification',
          'Frequency: Daily',
          'backup integrity',
          'restore testing',
          'retention cleanup',
        ],
      ],
    },
    {
      shows: ['K44', 'K70'],
      about: 'four daily tasks with time, length and owner, in order of time',
      page: 'checklists/thorbis/daily/',
      inOrder: true,
      facts: [
        ['System Health Review', '08:00 UTC', '15 minutes', 'SRE Team'],
        ['Performance Metrics Analysis', '09:00 UTC', '30 minutes', 'Operations Lead'],
        ['Security Event Review', '10:00 UTC', '20 minutes', 'Security Team'],
        ['Incident Review & Documentation', '16:00 UTC', '30 minutes', 'All Teams'],
      ],
    },
    {
      shows: [],
      about: 'five subjects of the weekly review',
      page: 'checklists/thorbis/weekly/',
      facts: [
        ['Performance Analysis', 'Weekly performance trends and optimization opportunities'],
        ['Capacity Planning', 'Resource utilization analysis and scaling decisions'],
        ['Incident Post-Mortems', 'Detailed analysis of all incidents and improvement actions'],
        ['Security Review', 'Security posture assessment and threat intelligence updates'],
        ['Process Improvement', 'Operations process optimization and automation opportunities'],
      ],
    },
    {
      shows: [],
      about: 'the weekly review as a policy',
      page: 'policies/thorbis/weekly-review/',
      facts: [
        ['Performance Analysis', 'How often: Weekly'],
        ['Capacity Planning', 'How often: Weekly'],
        ['Incident Post-Mortems', 'detailed analysis of all incidents', 'How often: Weekly'],
        ['Security Review', 'How often: Weekly'],
        ['Process Improvement', 'How often: Weekly'],
      ],
    },
    {
      shows: ['K57'],
      about: 'laws and standards with how often and where they apply, never checked on a date',
      page: DOMAIN,
      facts: [
        [
          'Regime: SOC 2 Type II',
          'Annual compliance audit and continuous monitoring',
          'How often: Yearly',
          'Status: unknown',
        ],
        ['Regime: GDPR/CCPA', 'Data privacy and protection compliance', 'Status: unknown'],
        ['Regime: HIPAA', 'Healthcare data protection', 'Applies: where applicable', 'Status: unknown'],
        ['Regime: PCI DSS', 'Payment card industry security standards', 'Status: unknown'],
      ],
    },
    {
      shows: [],
      about: 'standards of documentation',
      page: 'policies/thorbis/documentation/',
      facts: [
        ['Runbook Maintenance', 'Monthly review and updates of all operational procedures'],
        ['Incident Documentation', 'Complete documentation within 24 hours of resolution'],
        ['Complete incident documentation', 'Within: 24 hours', 'Clock starts at: resolution'],
        ['Change Management', 'All operational changes documented and approved'],
        ['Knowledge Base', 'Continuous updates to operational knowledge base'],
        ['Maintained by the Thorbis Operations Team', 'current procedures and best practices'],
        ['Questions and suggestions', 'Operations Lead', 'create an issue in the documentation repository'],
      ],
    },
    {
      shows: [],
      about: 'five steps of a new member in order',
      page: 'checklists/thorbis/new-members/',
      inOrder: true,
      facts: [
        ['Read All Operational Guides', 'Complete understanding of all procedures'],
        ['Shadow Experienced Team Members', 'Minimum 2 weeks of supervised operations'],
        ['Tool Training', 'Comprehensive training on all operational tools'],
        ['Incident Response Drill', 'Participate in mock incident response scenarios'],
        ['On-Call Preparation', 'Complete on-call certification before joining rotation'],
      ],
    },
    {
      shows: [],
      about: 'what members go on doing',
      page: 'checklists/thorbis/existing-members/',
      facts: [
        ['Regular Training Updates', 'Monthly training on new tools and procedures'],
        ['Cross-Training', 'Knowledge sharing across different operational areas'],
        ['Process Improvement', 'Active participation in operational process optimization'],
        ['Documentation Updates', 'Regular contribution to operational documentation'],
      ],
    },
    {
      shows: [],
      about: 'the gate before the rotation',
      page: 'policies/thorbis/on-call-certification/',
      facts: [
        ['Minimum 2 weeks', 'Shadow Experienced Team Members'],
        'Complete on-call certification before joining rotation',
      ],
    },
    {
      shows: ['K50', 'K51', 'K52'],
      about: 'backups of every tenant, verified daily, and recovery objectives that are not given',
      page: DOMAIN,
      facts: [
        ['RTO – Recovery Time Objective: not defined'],
        ['RPO – Recovery Point Objective: not defined'],
        [
          'Comprehensive backup and recovery per tenant',
          'backup integrity',
          'restore testing',
          'retention cleanup',
        ],
        ['Test: Restore testing', 'How often: Daily', 'Last: unknown', 'Next: unknown'],
      ],
    },
  ],
};
