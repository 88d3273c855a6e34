import type { DocumentFacts } from './fact.ts';

const DOMAIN = 'domains/la-factoria/';

/** What the document of La Factoria says about recovery, cost, partners and routine work. */
export const laFactoriaWork: DocumentFacts = {
  domain: 'la-factoria',
  title: 'La Factoria',
  groups: [
    {
      shows: ['K49'],
      about: 'four failures that machines mend and four that people mend, each with its runbook',
      page: DOMAIN,
      facts: [
        [
          'Recovered by machines',
          'Health Check Failures',
          'Automatic service restart and health verification',
          'Runbook: Web application down',
        ],
        [
          'Recovered by machines',
          'Database Connection Issues',
          'Connection pool reset and retry logic',
          'Runbook: Database unavailable',
        ],
        [
          'Recovered by machines',
          'AI Provider Failures',
          'Automatic failover to backup providers',
          'Runbook: AI provider failing',
        ],
        [
          'Recovered by machines',
          'Performance Degradation',
          'Auto-scaling and resource allocation',
          'Runbook: Web application down',
        ],
        [
          'Recovered by people',
          'Critical Service Outages',
          'Manual intervention and escalation procedures',
          'Runbook: Web application down',
        ],
        [
          'Recovered by people',
          'Data Corruption',
          'Database restoration from backups',
          'Runbook: Restore the database',
        ],
        [
          'Recovered by people',
          'Security Incidents',
          'Incident response team activation and containment',
          'Runbook: Security incident',
        ],
        [
          'Recovered by people',
          'Complex Quality Issues',
          'Manual content review and system adjustment',
          'Runbook: Content quality drop',
        ],
      ],
    },
    {
      shows: ['K50'],
      about: 'recovery objectives that the document does not give',
      page: DOMAIN,
      facts: [
        ['RTO – Recovery Time Objective: not defined'],
        ['RPO – Recovery Point Objective: not defined'],
      ],
    },
    {
      shows: ['K51', 'K52'],
      about: 'automatic backups checked daily, and a monthly recovery test without a date',
      page: DOMAIN,
      facts: [
        [
          'What: Database',
          'Managed PostgreSQL with automatic backups',
          'Kept: not stated',
          'Verify backup completion and data integrity',
        ],
        ['Disaster recovery testing and validation', 'How often: Monthly', 'Last: unknown', 'Next: unknown'],
      ],
    },
    {
      shows: [],
      about: 'scaling and cost',
      page: DOMAIN,
      facts: [
        ['Scaling Architecture', 'Horizontal Scaling', 'Railway automatic scaling based on demand'],
        ['Scaling Architecture', 'Database Optimization', 'Query optimization and connection pooling'],
        ['Scaling Architecture', 'Caching Strategy', 'Redis integration for frequently accessed data'],
        ['Scaling Architecture', 'Content Delivery', 'Static asset optimization and CDN utilization'],
        ['Cost Optimization', 'Resource Efficiency', 'Right-sizing services based on actual usage'],
        ['Cost Optimization', 'AI Cost Management', 'Provider selection and token usage optimization'],
        ['Cost Optimization', 'Database Efficiency', 'Query optimization and storage management'],
        ['Cost Optimization', 'Monitoring Cost', 'Alert-based resource management and optimization'],
      ],
    },
    {
      shows: ['K65'],
      about: 'cost as a figure that is not set and as rules with their cadence',
      page: DOMAIN,
      facts: [
        ['Figure: Cost per user', 'Amount: N/A'],
        ['Budget: Budget not defined yet'],
        ['Cost Thresholds', 'Budget alerts and usage warnings', 'Information Alerts', 'next business day'],
        ['Cost Tracking', 'Resource usage and cost-per-user metrics'],
        ['Monitor cost trends and resource utilization', 'How often: Daily'],
        ['Comprehensive performance and cost analysis', 'How often: Monthly'],
      ],
    },
    {
      shows: ['K66'],
      about: 'three partner domains that are not in this book, three topics each',
      page: DOMAIN,
      facts: [
        [
          'Educational Domain',
          'Quality Monitoring',
          'Real-time tracking of educational content quality',
          'not in this book',
        ],
        ['Educational Domain', 'Compliance Reporting', 'Educational standards adherence monitoring'],
        ['Educational Domain', 'User Learning Analytics', 'Effectiveness measurement and improvement'],
        [
          'Technical Domain',
          'Infrastructure Support',
          'Deployment and scaling of technical architecture',
          'not in this book',
        ],
        ['Technical Domain', 'Performance Monitoring', 'Application and database performance tracking'],
        ['Technical Domain', 'Security Implementation', 'Technical security measures and monitoring'],
        [
          'AI Integration Domain',
          'Provider Monitoring',
          'AI service performance and cost tracking',
          'not in this book',
        ],
        ['AI Integration Domain', 'Quality Assurance', 'AI-generated content quality monitoring'],
        ['AI Integration Domain', 'Scaling Management', 'AI service scaling and failover management'],
      ],
    },
    {
      shows: ['K43'],
      about: 'five daily items',
      page: 'checklists/la-factoria/daily/',
      facts: [
        'Review overnight alerts and incidents',
        'Check key performance metrics and quality scores',
        'Verify backup completion and data integrity',
        'Monitor cost trends and resource utilization',
        'Review user feedback and support tickets',
      ],
    },
    {
      shows: ['K43'],
      about: 'five weekly items',
      page: 'checklists/la-factoria/weekly/',
      facts: [
        'Analyze performance trends and optimization opportunities',
        'Review security logs and compliance status',
        'Assess capacity planning and scaling requirements',
        'Update incident response procedures based on learning',
        'Coordinate with development team on operational improvements',
      ],
    },
    {
      shows: ['K43'],
      about: 'five monthly items',
      page: 'checklists/la-factoria/monthly/',
      facts: [
        'Comprehensive performance and cost analysis',
        'Security audit and compliance review',
        'Disaster recovery testing and validation',
        'Operational efficiency assessment and improvement planning',
        'Stakeholder reporting and strategic planning alignment',
      ],
    },
    {
      shows: [],
      about: 'reviews with their cadence and no invented date',
      page: DOMAIN,
      facts: [
        ['Performance trends and optimization opportunities', 'How often: Weekly', 'Next due: unknown'],
        ['Security logs and compliance status', 'How often: Weekly', 'Next due: unknown'],
        ['Capacity planning and scaling requirements', 'How often: Weekly', 'Next due: unknown'],
        ['Comprehensive performance and cost analysis', 'How often: Monthly', 'Next due: unknown'],
        ['Security audit and compliance review', 'How often: Monthly', 'Next due: unknown'],
        ['Disaster recovery testing and validation', 'How often: Monthly', 'Next due: unknown'],
      ],
    },
    {
      shows: ['K45'],
      about: 'what happens by itself, and when',
      page: DOMAIN,
      facts: [
        ['Quality score monitoring', 'Frequency: Real-time'],
        [
          'Health Checks',
          'Frequency: Per deployment',
          'Verification of service health before traffic routing',
        ],
        [
          'Automated Recovery',
          'Automatic service restart and health verification',
          'Automatic failover to backup providers',
        ],
      ],
    },
    {
      shows: ['K69'],
      about: 'the tools it names, some only by the name of a key',
      page: DOMAIN,
      facts: [
        ['Category: Platform', 'Railway'],
        ['Category: Application', 'FastAPI', 'PostgreSQL', 'Redis', 'CDN'],
        ['Category: AI providers', 'OpenAI', 'Anthropic', 'Vertex AI'],
      ],
    },
    {
      shows: ['K67'],
      about: 'the groups of people it names',
      page: DOMAIN,
      facts: [
        ['Incident response team', 'Activated for security incidents'],
        ['Development team', 'operational improvements'],
        ['Stakeholders', 'monthly report'],
      ],
    },
  ],
};
