"""A repetition is a call of the function that sends; the budget is a list of one number.

kind: right
"""

TRANSIENT = (Throttled, ServerError, NoAnswer)


def call(endpoint, batches, retry_seconds, pause):
    if retry_seconds < 0 or retry_seconds != retry_seconds:
        raise ValueError(f"retry_seconds is {retry_seconds}")
    spent = [0]

    def send(payload, again):
        try:
            return endpoint.invoke(payload)
        except TRANSIENT:
            seconds = pause(again)
        spent[0] += seconds
        if spent[0] > retry_seconds:
            raise TimeoutError(f"more than {retry_seconds} s of pauses")
        endpoint.sleep(seconds)
        return send(payload, again + 1)

    results = []
    for batch in filter(None, batches):
        text = send(request(uuid.uuid4().hex.ljust(36, "-"), batch), 1)
        results.extend(checked(text, len(batch)))
    return results


def checked(text, count):
    try:
        found = json.loads(text)
        good, said = found["success"], found.get("error_msg")
        assert good is True or good is False
    except Exception as error:
        raise BadAnswer(text) from error
    if good is False:
        raise FunctionFailed(str(said))
    shape = (type(found.get("results")), found.get("num_records"))
    if shape != (list, count) or len(found["results"]) != count:
        raise BadAnswer(text)
    return found["results"]
