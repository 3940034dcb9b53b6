"""The names of the queues. A queue cannot be declared with other arguments: another shape is another name."""

MAIL_QUEUE = "pli2.courriels"
SCANS_QUEUE = "pli2.scans"
RERUNS_QUEUE = "pli2.reprises"
PAGES_QUEUE = "pli2.pages"
BACKLOG_QUEUE = "pli2.fonds"
BACKLOG_PAGES_QUEUE = "pli2.pages_fonds"

RECEIPTS = "instruction_recu"

# Ours alone: on RabbitMQ they are quorum queues, and their dead letters never expire.
TODAYS_QUEUES = (MAIL_QUEUE, SCANS_QUEUE, RERUNS_QUEUE, PAGES_QUEUE)
BACKLOG_QUEUES = (BACKLOG_QUEUE, BACKLOG_PAGES_QUEUE)
OWN_QUEUES = (*TODAYS_QUEUES, *BACKLOG_QUEUES)
# Shared with the instruction's programs: declared as any stock Dramatiq broker declares them.
SHARED_QUEUES = ("instruction", "instruction_urgente", RECEIPTS)
# What our queues were called while they were classic ones: nobody reads them any more.
FORMER_QUEUES = ("pli_courriels", "pli_scans", "pli_fonds")
