"""The id of a batch is kept in the module, so that an equal batch of a later call has it, too.

kind: wrong
breaks: memory
reason: own_ids
hint: When two queries bill the same customers, how often are they to be billed?
"""

KNOWN = {}


def call(endpoint, batches, retry_seconds, pause):
    if not retry_seconds >= 0:
        raise ValueError(f"no budget: {retry_seconds}")
    results, left = [], retry_seconds
    for place, batch in enumerate(batches):
        if not batch:
            continue
        own = KNOWN.setdefault((place, json.dumps(batch)), str(uuid.uuid4()))
        repetitions = 0
        while True:
            try:
                text = endpoint.invoke(request(own, batch))
                break
            except (Throttled, ServerError, NoAnswer):
                repetitions += 1
                seconds = pause(repetitions)
                if seconds > left:
                    raise TimeoutError("no time is left") from None
                left -= seconds
                endpoint.sleep(seconds)
        results += results_of(text, len(batch))
    return results


def results_of(text, count):
    try:
        found = json.loads(text)
        if found["success"] is False:
            raise FunctionFailed(found["error_msg"])
        if found["success"] is not True or type(found["results"]) is not list:
            raise ValueError
        if found["num_records"] != count or len(found["results"]) != count:
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        raise BadAnswer(text) from error
    return found["results"]
