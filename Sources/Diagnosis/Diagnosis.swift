// room Diagnosis
