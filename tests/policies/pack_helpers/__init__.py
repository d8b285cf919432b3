"""What the tests of the packs share: the file of facts beside the checkout, the page of coverage, the numbers."""
