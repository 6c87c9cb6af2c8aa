-- What a stretch of time adds up to is found by time, so that a year of rows is not read for a day.

CREATE INDEX job_made ON job (created_at);
CREATE INDEX job_ended ON job (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX job_failed ON job (finished_at) WHERE state = 'voided';
CREATE INDEX transfer_at ON transfer (at);
CREATE INDEX person_met ON person (created_at);
