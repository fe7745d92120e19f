"""The field app: the technician's day on the device, and the addresses it speaks to.

What the device sends, beside what `api` says of each address:

- every entry has an id and a sequence number of the device; an entry that was tried once never changes,
- `start` holds {"arrived_at"}, `note` {"text"}, `draft` and `report` the whole report,
  `order_part` {"parts": […], "reason"}, `dismiss` {"entry": id of the own entry that is given up},
- a part in `needed_parts` may name the `order_part` entry that ordered it (`ordered`); the day tells every
  order of a visit with how far it is (`orders`),
- a picture says in `X-Kulanz-Kind` whether it is the customer's `signature`,
- `base` is the version of the visit's draft that the entry was made on, 0 when there was none,
- `state` answers {"token", "technician": {"id", "name", …}, "served_at"}: whose session this is, so that
  another person's login on the device neither sees nor sends what the first one left.
"""
