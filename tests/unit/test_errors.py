from vitrola import errors


def test_each_branch_has_its_own_exit_code():
    branches = [errors.UsageError, errors.LakeError, errors.DeliveryError, errors.DefinitionError]
    branches += [errors.AuditError, errors.EngineError, errors.DeploymentError]
    assert [branch.exit_code for branch in branches] == [2, 3, 4, 5, 6, 7, 8]


def test_the_message_carries_the_facts_and_then_the_way_out():
    error = errors.LakeMovedError("The lake was moved.", hint="Run: vitrola relocate LAKE")
    assert str(error) == "The lake was moved. Run: vitrola relocate LAKE"
