"""What can be done: one module for each FHIR interaction or operation, and for each thing done with a contract.

Each is ``async def name(service, caller, ...)``.
"""
