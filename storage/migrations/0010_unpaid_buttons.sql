-- Under what was made while nobody paid (BOT_BILLING=off) buttons kept a price that they did not show: they name none.

UPDATE button SET argument = rtrim(argument, '0123456789') || '0'
WHERE action IN ('again', 'step', 'follow') AND argument GLOB '*/[0-9]*' AND rtrim(argument, '0123456789') GLOB '*/'
    AND job_id IN (SELECT id FROM job WHERE payer_id GLOB 'tab:*');
