"""SQS as Terraform's provider reads it back: an attribute stays until it is set again, and policies byte for byte as given."""

from moto.sqs.models import Queue

KEPT = ("Policy", "RedrivePolicy", "RedriveAllowPolicy")
set_attributes = Queue._set_attributes
moto_attributes = Queue.attributes.fget


def remember(queue, attributes, now=None):
    kept = queue.__dict__.setdefault("as_given", {})
    kept.update({name: value for name, value in attributes.items() if name in KEPT})
    # moto forgets the policy whenever other attributes are set, and knows nothing of who may redrive.
    known = {name: value for name, value in attributes.items() if name != "RedriveAllowPolicy"}
    set_attributes(queue, {"Policy": kept.get("Policy") or None, **known}, now)


def recall(queue):
    kept = {name: value for name, value in queue.as_given.items() if isinstance(value, str) and value}
    return {**moto_attributes(queue), **kept}


Queue._set_attributes = remember
Queue.attributes = property(recall)
# Else asked for by name, it would be refused; and moto reads each of these from the queue.
Queue.BASE_ATTRIBUTES = [*Queue.BASE_ATTRIBUTES, "RedriveAllowPolicy"]
Queue.redrive_allow_policy = None
